"""Who issued an act: organisations and authorities named in its header, and the level that follows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.model import Level
from extractors.text import plain, squeeze
from extractors.titles import own_part

_FORM = r"(?:(?:Ф|О|К|Б|Л)?[МГЧН](?:[АБКО]{0,2}(?:[ДСВНЧ]|НД|НШ)?О(?:О|Ч)?У|ОБУ|АОУ|Б?УДО)|МДОУ|ДОУ|ГБДОУ|МБДОУ|МАДОУ|МКДОУ|М[АБК]У\s?ДОД?)(?:\s?ДОД?|[-\s]?(?:СОШ|ООШ|НОШ|СШ))?"
_FULL_FORM = (
    r"(?:муниципальн|государственн|частн|федеральн|областн)[а-я]+(?:\s+(?:бюджетн|казенн|автономн|областн|государственн|частн|некоммерческ)[а-я]+){0,3}"
    r"\s+(?:[а-я]*(?:образовательн|дошкольн|воспитательн)[а-я]+\s+){0,3}(?:учреждени(?:е|я|ю|ем|и)|(?<=тельн[а-я]{2} )организаци(?:я|и|ю|ей))(?![а-я])"
)
_TYPE = (
    r"(?:СОШ|ООШ|НОШ|СКШ|ОШИ|С\(К\)ШИ|гимнази[яиюей]+|прогимнази[яиюей]+|лице[йяюем]+|школ[аыуеой]*-(?:интернат|сад|детский)[а-я ]*|"
    r"(?:средн|основн|начальн|вечерн|специальн|коррекционн)[а-я]+(?:\s*\([а-я]+\))?\s+(?:обще)?(?:образовательн[а-я]+\s+)?школ[аыуеой]+|"
    r"детск[а-я]+\s+сад[ауом]*|дом[ауе]?\s+(?:детского|творчества)[а-я ]*|цент[ра]+\s+(?:детского|дополнительного|развития|внешкольной)[а-я ]*|ЦРР|ДЮСШ|СЮТ|ЦВР|ДДТ|ЦДТ|ДЮЦ|"
    r"школ[аыуе]\s*№|детский дом)"
)
_SCHOOL = re.compile(
    rf"[БВГДКЛМНОПСФЦЧШбвгдклмнопсфцчш](?<![А-Яа-я].)(?<=(?=(?P<name>{_FORM}(?![А-Яа-яё])|(?i:{_FULL_FORM})|(?i:{_TYPE}))).)"
)
"""What it may begin with stands first: so the engine passes over all other characters at once."""
_NAME_END = re.compile(
    r"[,;]|_{3,}|\.\s*$|\s(?:от|на)\s+[«\"\d_]|№\s?[\w/-]+\s+от\b|\s(?:приказ|протокол|УТВЕРЖД|ПРИНЯТ|СОГЛАСОВ|РАССМОТР|Утвержд|Принят|Согласов|утвержд|по\s+вопросам|ведет|является|и\s+его)"
    r"|\(далее|\t|\sв\s+лице\b|\sза\s+\d{4}|\sи\s+(?=М[А-Я]{1,4}У\b)|\sна\s+20\d\d"
)
_AUTHORITY = re.compile(
    r"(?:(?:районн|муниципальн|городск|окружн)[а-я]+\s+)?(?:управлени|отдел|комитет|департамент)[а-я]*\s+(?:по\s+(?:делам\s+)?)?(?:общего\s+)?образовани[а-я]+[^\n,;]{0,90}"
    r"|(?:информационно-)?методическ[а-я]+\s+центр[а-я]*[^\n,;]{0,60}|(?<![А-Я])ИМЦ(?![А-Я])[^\n,;]{0,60}"
    r"|администраци[а-я]+\s+(?:[А-Я][^\n,;]{0,60})?(?:район|округ|город|муниципальн|поселени)[а-я]*[^\n,;]{0,60}|(?<![А-Я])Р(?:ай)?ОО(?![А-Я])"
    r"|(?:районн|городск|окружн)[а-я]+\s+(?:собрани|совет(?:а|ом)?\s+депутат|дум)[а-я]*[^\n,;]{0,40}|(?:собрани|совет)[а-я]*\s+депутатов[^\n,;]{0,60}|(?:дума|думы|собрани[ея]|совет)\s+[а-я-]+(?:ого|ой)\s+(?:муниципальн[а-я]+\s+)?(?:район|округ|город)[а-я]*|мэри[яию](?![а-я])[^\n,;]{0,40}|местн[а-я]+\s+администраци[а-я]+[^\n,;]{0,60}",
    re.IGNORECASE,
)
_HEADS = re.compile(
    r"(?<![а-я])глав[аы]\s+(?:администрации\s+)?(?:[а-я-]+(?:ого|ой)\s+)?(?:муниципальн|городск|район|округ|город|поселени)[^\n,;]{0,60}"
    r"|(?:муниципальн|районн|городск|окружн)[а-я]+\s+(?:[а-я-]+\s+)?совет[а-я]*[^\n,;]{0,60}|(?<![а-я])совет\s+(?:народных|муниципальн)[^\n,;]{0,60}",
    re.IGNORECASE,
)
_OF_HEADS = ("глав", "совет")
"""A municipality's head and councils, looked for only where one of their words stands: most headers have none."""
_REGION = re.compile(
    r"(?:министерств|министр(?![а-я]{4})|департамент|комитет|правительств|управлени|губернатор|законодательн)[а-я]*(?:\s*\n)?[^\n;]{0,70}(?:област[иь]|кра[йяе]|республик[иа]|автономн[а-я]+ округ[а-я]*|Санкт-Петербург|Москв[ыа])"
    r"|администраци[а-я]*\s+(?-i:[А-Я])[а-я-]+(?:ой|ого)\s+(?:области|края)(?![а-я])|(?<![а-я])глав[аы]\s+республики"
    r"|минобр[а-я]*(?:\s+и\s+науки)?\s+(?:(?-i:(?!РФ)[А-Я]{2,3}(?![А-Яа-я]))|[А-Я][а-я-]+(?:ой|ого)\s+(?:обл|края)|республик)"
    r"|(?:министерств)[а-я]*\s+(?:образования|просвещения)(?![^\n]{0,40}(?:российск|рф\b|россии))",
    re.IGNORECASE,
)
_FEDERATION = re.compile(
    r"(?:министерств[а-я]*|министр(?:а|ом|у)?(?![а-я])|правительств[а-я]*|президент[а-я]*|служб[а-я]*)[^\n;]{0,60}(?:российской\s+федерации|\bрф\b|россии)|мин(?:просвещени|обрнаук|труд|здрав)[а-я]*(?!\s+[А-Я][а-я]+ской)|минобр[а-я]*(?:\s+и\s+науки)?\s+(?:рф|россии)(?![а-я])|рособрнадзор[а-я]*|(?<!этапа )(?<!этап )всероссийск[а-я]+"
    r"|федеральн[а-я]+\s+(?:закон|служб|агентств)[а-я]*",
    re.IGNORECASE,
)
_TITLE_MUNICIPAL = re.compile(
    r"муниципальн[а-я]+\s+(?:\w+\s+){0,2}(?:уровн|образован|систем|район|округ|методическ|наставническ|модел|площад|сет|программ|образовательных организац|этап|конкурс|семинар|конференци|совещани)|муниципалитет"
    r"|(?:педагогов|учителей|школ|организаций|учреждений|работников)\s+(?:\w+\s+){0,2}(?:района|округа|города|муниципалитета)(?![а-я])"
    r"|в\s+(?:образовательных|общеобразовательных|дошкольных)\s+(?:организациях|учреждениях)\s+(?!област|кра[яй])|районн[а-я]+\s+методическ|городск[а-я]+\s+методическ|окружн[а-я]+\s+методическ|межшкольн[а-я]+\s+методическ"
    r"|(?<![А-Я])(?:РМО|ГМО|ММО|ОМО)(?![А-Я])|руководител[а-я]+\s+образовательных\s+организаций|муниципальн[а-я]+\s+(?:методическ|предметн)|районн[а-я]+\s+(?:творческ|проблемн|школ[аыуе]|клуб|совет)",
    re.IGNORECASE,
)
_TITLE_REGION = re.compile(
    r"[Рр]егиональн[а-я]+|(?<!этапа )(?<!этапе )(?<!участии в )(?<!участие в )(?:[Оо]бластн|[Кк]раев|[Рр]еспубликанск)[а-я]+\s+(?:[а-я]+\s+){0,2}(?i:конкурс|этап|семинар|конференци|методическ|систем|совет|смотр|фестивал|олимпиад|слет|форум|выставк)|(?:[А-ЯЁ][а-яё-]+(?:ск|цк)(?:ой|ая))\s+(?:област|обл\.)|[А-ЯЁ][а-я]+(?:ского|ский|ском)\s+кра[йяе]|республик[иае]\s+[А-ЯЁ]|[А-ЯЁ][а-яё-]+(?:ой|ая)\s+обл(?:аст|\.|\))"
)
_ALL_OVER_REGION = re.compile(
    r"(?:организаци|учреждени|работник|школ|педагог|учител)[а-я]*\s+(?:[а-я,]+\s+){0,6}?(?:[А-ЯЁ][а-яё-]+(?:ой|ого)\s+(?:области|края)|республики\s+[А-ЯЁ])",
    re.IGNORECASE,
)
"""«… государственных и муниципальных учреждений на территории … области»: the schools of a whole region."""
_SMALLER = re.compile(r"район|округ|город|муниципалитет", re.IGNORECASE)
_ORDER_OF = re.compile(
    r"^\W*(?:приказ|распоряжение|постановление|решение|письмо)\s+(?!об?\s|№|от\s)(?P<issuer>[^«»\"]{3,160}?)(?=\s+(?:от|№)\s?[\d№]|\s*[«\"]|\s+об?\s|$)",
    re.IGNORECASE,
)
"""«Постановление администрации … от …»: whose order it is stands before its date, whatever schools its title names."""
_PLACE_TAIL = re.compile(
    r"(?:\bг\.|\bс\.|\bп\.|\bд\.|\bпос\.|\bпгт\.?|\bст\.|\bрп\.?|\bсело\b|\bпос[её]лок\b|\bдеревня\b|район|округ|город\b)"
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A school-like organisation named in a text; offsets in the normalised text."""

    text: str
    start: int
    end: int


_CENTRE = re.compile(
    r"дополнительного\s+профессионального|институт[а-я]*\s+(?:развития|повышения|непрерывного)|методическ[а-я]+\s+(?:центр|кабинет|служб)|"
    r"центр[а-я]*\s+(?:развития\s+(?:системы\s+)?образовани|(?:информационно-|научно-|учебно-)?методическ|обеспечения|сопровождения|поддержки\s+образован|мониторинга|оценки\s+качества|качества\s+образован|"
    r"(?:непрерывного\s+)?(?:повышения|педагогического)\s+(?:профессиональн|мастерств))|(?:управлени|отдел|комитет|департамент)[а-я]*\s+(?:по\s+)?образовани|(?-i:(?<![А-Я])(?:ИМЦ|ЦРО|ИМК|РМК|ИРО|ДПО)(?![А-Я]))",
    re.IGNORECASE,
)
_TEACHES = re.compile(
    r"школ|гимнази|лице[йя]|(?<![а-я])сад[ауо]?м?(?![а-я])|СОШ|ООШ|общеобразовательн|дошкольн|ДОУ|творчеств", re.IGNORECASE
)
_MUNICIPAL = re.compile(
    r"муниципальн|(?-i:(?<![А-Я])М[АБК]?У(?![А-Я])|(?<![А-Я])МБОУ|(?<![А-Я])МАОУ)|районн|городск|окружн|ого\s+района(?![а-я])",
    re.IGNORECASE,
)
_OF_REGION = re.compile(
    r"(?<!муниципальное\s)государственн|област|республик|краев|региональн|(?-i:(?<![А-Я])[КО]?Г[А-Я]{1,3}У(?![А-Я]))",
    re.IGNORECASE,
)

_DISTRICT_CENTRE = re.compile(r"информационно-методическ|(?-i:(?<![А-Я])ИМЦ(?![А-Я]))", re.IGNORECASE)
_WHOLE_REGION = re.compile(r"област|республик|краев|региональн", re.IGNORECASE)


def level_of_organisation(name: str) -> Level:
    """The school's level, but for centres and institutes that serve the schools of a municipality or region."""
    centre = _CENTRE.search(name)
    if centre is None or _TEACHES.search(name, 0, centre.start()):
        return Level.SCHOOL  # «СОШ № 5 Управления образования …» says whose school it is
    own = _MUNICIPAL.search(name) or (_DISTRICT_CENTRE.search(name) and not _WHOLE_REGION.search(name))
    return Level.REGION if not own and _OF_REGION.search(name) else Level.MUNICIPALITY


def centre(text: str) -> tuple[str, Level] | None:
    """A centre or institute that serves schools, named in a normalised text without a form that schools have."""
    found = _CENTRE.search(text)
    if found is None:
        return None
    first, last = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
    line = text[first : last if last >= 0 else len(text)]
    level = level_of_organisation(line)
    return (squeeze(line), level) if level is not Level.SCHOOL else None


def organisations(text: str) -> list[Organisation]:
    """School-like organisations named in a normalised text, in order; overlapping mentions are one."""
    found: list[Organisation] = []
    named = 0
    for match in _SCHOOL.finditer(text):
        if match.start() < named or (found and match.start() < found[-1].end):
            continue
        named = match.end("name")
        line_end = text.find("\n", named)
        stop = len(text) if line_end < 0 else line_end
        stop = min(stop, match.start() + 160)
        cut = _NAME_END.search(text, named, stop)
        end = cut.start() if cut else stop
        opened = text[match.start() : end]
        if opened.count("«") > opened.count("»"):  # a name broken over lines: «СОШ № 5\nп. Заречный»
            closing = text.find("»", end, end + 80)
            if closing > 0:
                end = closing + 1
        name = squeeze(text[match.start() : end]).strip(" -_.")
        found.append(Organisation(name.rstrip(")") if "(" not in name else name, match.start(), end))
    return found


_WITHIN_REGION = re.compile(
    r"(?:ого|ский)\s+(?:муниципального\s+)?района?(?![а-я])|(?:муниципальн|городск)[а-я]+\s+(?:округ|образовани)|(?<![а-я])(?:города|г\.)\s?(?!Москв|Санкт|Севастоп)[А-Я]|(?<![А-Я])ЗАТО(?![А-Я])",
    re.IGNORECASE,
)
"""Named between an authority and its region: it is the district's or town's."""


def authority(text: str) -> tuple[str, Level] | None:
    """The authority named in a normalised text with its level; the highest named level wins only where it stands first."""
    best: tuple[int, str, Level] | None = None
    region = ""
    lower = text.lower()
    for pattern, level in ((_FEDERATION, Level.FEDERATION), (_REGION, Level.REGION), (_AUTHORITY, Level.MUNICIPALITY)):
        match = pattern.search(text)
        if level is Level.MUNICIPALITY and any(word in lower for word in _OF_HEADS) and (head := _HEADS.search(text)) is not None:
            match = head if match is None or head.start() < match.start() else match
        if match is None:
            continue
        name = squeeze(match.group()).strip(" -_.")
        if level is Level.REGION:
            if _WITHIN_REGION.search(name):
                level = Level.MUNICIPALITY  # «Комитет администрации … района … края по образованию»
            region = name
        if (
            level is Level.MUNICIPALITY
            and best is not None
            and not text[match.end() : best[0]].strip()
            and best[0] > match.start()
        ):
            continue  # «КОМИТЕТ ПО ОБРАЗОВАНИЮ / ПРАВИТЕЛЬСТВА САНКТ-ПЕТЕРБУРГА»: whose it is stands behind it
        if (best is None or match.start() < best[0]) and not (level is Level.MUNICIPALITY and region.startswith(name)):
            best = (match.start(), name, level)  # «Департамент образования», named again with its region, is one
    return (best[1], best[2]) if best else None


def level_of_title(title: str) -> Level:
    """The level a title's own words show; ``UNKNOWN`` where they show none."""
    text = own_part(plain(title))
    named_first = _ORDER_OF.match(text)
    if named_first and not organisations(named_first["issuer"]) and (whose := authority(named_first["issuer"])):
        return whose[1]
    if organisations(text):
        return Level.SCHOOL
    if re.search(
        r"(?<!меж)школьн[а-я]+\s+(?:методическ|наставнич|модел)|(?<![А-Я])ШМО(?![А-Я])|(?<!меж)школьн[а-я]+\s+(?:этап|тур)",
        text,
        re.IGNORECASE,
    ):
        return Level.SCHOOL
    if _FEDERATION.search(text):
        return Level.FEDERATION
    if _ALL_OVER_REGION.search(text) and not _SMALLER.search(text):
        return Level.REGION
    if _TITLE_MUNICIPAL.search(text):
        return Level.MUNICIPALITY
    if _TITLE_REGION.search(text) and not (_SMALLER.search(text) or re.search("муниципальн", text, re.IGNORECASE)):
        return Level.REGION
    named = authority(text)
    return named[1] if named else Level.UNKNOWN


_STOP = frozenset(
    "муниципальное бюджетное казенное автономное общеобразовательное дошкольное образовательное учреждение дополнительного образования детей средняя основная начальная "
    "общеобразовательная школа детский сад имени города поселка села деревни области района округа муниципального сош оош нош лицей гимназия сад центр "
    "общеразвивающего вида комбинированного присмотра оздоровления развития ребенка црр им дом творчества вечерняя школы гимназии лицея сада прогимназия интернат"
    .split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameKey:
    """What tells one organisation from another: its number, its proper words (first six letters), its type."""

    numbers: frozenset[str]
    words: frozenset[str]
    preschool: bool


@lru_cache(maxsize=16384)
def name_key(name: str) -> NameKey:
    """The distinguishing parts of an organisation's name."""
    text = plain(name)
    numbers = frozenset(re.findall(r"№\s*(\d+)", text)) or frozenset(
        re.findall(r"(?:СОШ|ООШ|школа|сад|ДОУ|лицей|гимназия)[-\s]+(\d{1,4})\b", text)
    )
    words = {
        word.lower()[:6]
        for word in re.findall(r"[А-ЯЁа-яё]+", text)
        if len(word) > 3 and word[0].isupper() and not word.isupper() and word.lower() not in _STOP
    }
    quoted = {
        w.lower()[:6]
        for part in re.findall(r"[«\"]([^«»\"]+)[»\"]", text)
        for w in re.findall(r"[А-ЯЁа-яё]{4,}", part)
        if w.lower() not in _STOP
    }
    preschool = bool(re.search(r"(?i:детск[а-я]+\s+сад|дошкольн)|ДОУ\b|ДС\b|ЦРР", text))
    return NameKey(numbers, frozenset(words) | frozenset(quoted), preschool)


def is_foreign(named: str, own_names: tuple[str, ...]) -> bool:
    """Whether an act's organisation is surely another one than the site's: a number, type or proper name contradicts all own names.

    Conservative: where either side has nothing to compare, the answer is no.
    """
    key = name_key(named)
    own = [name_key(name) for name in own_names if name]
    if not own:
        return False
    own_numbers = frozenset[str]().union(*(k.numbers for k in own))
    own_words = frozenset[str]().union(*(k.words for k in own))
    if key.preschool and not any(k.preschool for k in own):
        return bool(key.numbers or key.words)
    if key.numbers and own_numbers:
        if key.numbers.isdisjoint(own_numbers):
            return True
        return bool(key.words) and bool(own_words) and _places_differ(named, own_names)
    if key.words and own_words and not key.numbers and not own_numbers:
        return key.words.isdisjoint(own_words)
    if key.numbers and not own_numbers:
        return bool(own_words) and bool(key.words) and key.words.isdisjoint(own_words)
    return False


_PLACE = re.compile(
    r"(?:(?<![А-Яа-я])(?:г|с|п|д|пос|пгт|ст|рп|х|дер)\.?\s*|(?:город|село|деревня|поселок|станица|хутор)[а-я]{0,2}\s+)([А-ЯЁ][а-яё]+)"
)


def _places_differ(named: str, own_names: tuple[str, ...]) -> bool:
    there = {place[:5].lower() for place in _PLACE.findall(plain(named))}
    here = {place[:5].lower() for name in own_names for place in _PLACE.findall(plain(name))}
    return bool(there) and bool(here) and there.isdisjoint(here)
