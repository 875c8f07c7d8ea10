"""Indicator of vacancies: teaching posts as of the programme's dates, from an import or from the site's own pages.

For the reporting date it is the value of the last of those dates that has come. A statement belongs to the date it is nearest to
(a page for 01.09 cannot serve 01.06); an undated page counts as of the day it was read. No statement is «нет данных», never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from checks.lexicon import Lexicon, lexicon
from checks.model import Archived, Evidence, Finding, ImportedVacancies, Material, NearestMiss, NumberAt, Quality, Remark, Verdict
from checks.search import conclusive, obstacle, obstacle_text, searched, searched_text
from checks.vacancy_grammar import Vacancy
from checks.vacancy_reading import staff_page, statements
from checks.vacancy_statements import PageVacancies
from checks.wording import NOTHING_TO_DO, address, advice_text, basis_line, basis_of, basis_text, crawl_text, moment, paragraph
from crawler.model import InstitutionKind
from extractors.model import Level
from extractors.text import squeeze
from programmes.dates import in_year, last_coming
from programmes.model import Indicator, Programme

_CURRENT = timedelta(days=366)
"""A statement as of an earlier day says nothing of the school year that is judged."""
_MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement: from an import or a page. ``day`` is what it names, ``read`` when its page was fetched."""

    value: float
    day: date | None
    read: date | None = None
    rates: float | None = None
    imported: ImportedVacancies | None = None
    found: PageVacancies | None = None

    @property
    def as_of(self) -> date:
        """The day the number stands for."""
        return self.day or self.read or date.min


def check_count(indicator: Indicator, material: Material, programme: Programme, as_of: date) -> Finding:
    """The finding for an indicator of type «count»; ``value`` is the number of vacancies or ``None``."""
    words = lexicon(programme)
    stated = _on_site(material, words, programme.vocabulary.teaching_posts)
    usable = [said for said in stated if _is_current(said, as_of)]
    imported = [
        _Said(row.posts, date.fromisoformat(row.day), None, None, row)
        for row in material.vacancies
        if abs(as_of - date.fromisoformat(row.day)) < _CURRENT
    ]
    basis = basis_of(programme, indicator, as_of)
    common = Finding(
        material.institution.id, indicator.id, Verdict.UNKNOWN, searched=searched(material, words),
        legal_basis=tuple(basis_line(item) for item in basis), numbers=_numbers(indicator, imported, usable, as_of),
    )  # fmt: skip
    ground = paragraph(basis_text(basis, indicator, programme, material.institution.municipality), crawl_text(material, as_of))
    best = _chosen(indicator, imported, as_of) or _chosen(indicator, usable, as_of)
    if best is not None:
        return _found(indicator, common, best, as_of, ground)
    if not conclusive(material.visit):
        reason = obstacle(material.visit)
        asked = tuple(filter(None, (programme.remark_advice.get(reason, ""),)))
        text = f"Сделать вывод нельзя: {obstacle_text(material.visit)}; {searched_text(common.searched)}."
        return replace(common, remarks=(reason,), explanation=paragraph(text, ground, advice_text(asked)), advice=asked)
    advice = tuple(filter(None, (indicator.advice,)))
    miss = _outdated(stated, as_of)
    text = f"Сведения о вакансиях на сайте не найдены; {searched_text(common.searched)}."
    if miss is not None:
        text = f"Действующих сведений о вакансиях на сайте нет: {miss.why}."
    return replace(
        common, remarks=(Remark.NOT_PUBLISHED,), nearest_miss=miss, explanation=paragraph(text, ground, advice_text(advice)), advice=advice
    )  # fmt: skip


def _on_site(material: Material, words: Lexicon, posts: tuple[str, ...]) -> list[_Said]:
    pages = material.pages
    if material.institution.kind is InstitutionKind.AUTHORITY:
        # News of a district speak of vacancies; only a bank of them counts.
        pages = tuple(page for page in pages if staff_page(page, words))
    return [
        _Said(float(found.total), found.day, _day(found.page.fetched), found.rates, None, found)
        for found in statements(pages, words, posts)
    ]


def _day(fetched: str) -> date | None:
    return date.fromisoformat(fetched[:10]) if fetched else None


def _is_current(said: _Said, as_of: date) -> bool:
    if said.found is not None and said.found.until is not None and said.found.until < as_of:
        return False
    if said.day is not None:
        return abs(as_of - said.day) < _CURRENT
    return said.read is None or abs(as_of - said.read) < _CURRENT


def _dates(indicator: Indicator, as_of: date) -> list[date]:
    """The programme's dates that have come, the latest first."""
    return sorted({last_coming(text, as_of) for text in indicator.as_of}, reverse=True)


def _belongs(said: _Said, indicator: Indicator) -> date | None:
    """The date a dated statement is nearest to; the later of two equally near ones."""
    if said.day is None or not indicator.as_of:
        return None
    all_dates = [in_year(text, year) for text in indicator.as_of for year in range(said.day.year - 1, said.day.year + 2)]
    return min(all_dates, key=lambda day: (abs((day - (said.day or day)).days), -day.toordinal()))


def _chosen(indicator: Indicator, known: Sequence[_Said], as_of: date) -> _Said | None:
    """What counts for the reporting date: of the last date that has come, else the newest dated one, else the undated."""
    dates = _dates(indicator, as_of)
    if dates and (own := _at(indicator, known, dates[0], as_of, undated=False)) is not None:
        return own
    dated = [said for said in known if said.day is not None and said.day <= as_of]
    if dated:
        return max(dated, key=_rank)
    undated = [said for said in known if said.day is None]
    if undated and dates:
        return min(undated, key=lambda said: (_distance(said, dates[0]), *_worse(said)))
    return max(undated, key=_rank, default=None)


def _at(indicator: Indicator, known: Sequence[_Said], day: date, as_of: date, undated: bool) -> _Said | None:
    """What is said as of one of the programme's dates: the dated statement nearest to it, else the crawl nearest to it."""
    own = [said for said in known if _belongs(said, indicator) == day and (day > as_of or said.as_of <= as_of)]
    if own:
        return min(own, key=lambda said: (_distance(said, day), *_worse(said)))
    read = [said for said in known if said.day is None] if undated else []
    return min(read, key=lambda said: (_distance(said, day), *_worse(said)), default=None)


def _distance(said: _Said, day: date) -> int:
    return abs((said.as_of - day).days) if said.as_of != date.min else 0


def _rank(said: _Said) -> tuple[date, bool, str, int]:
    page = said.found.page if said.found else None
    about = bool(said.found and said.found.page.title and "ваканс" in said.found.page.title.lower())
    return said.as_of, about, page.fetched if page else "", -len(page.url) if page else 0


def _worse(said: _Said) -> tuple[bool, int, str]:
    page = said.found.page if said.found else None
    about = bool(page and "ваканс" in f"{page.title} {page.link_text}".lower())
    return not about, len(page.url) if page else 0, page.url if page else ""


def _numbers(indicator: Indicator, imported: Sequence[_Said], site: Sequence[_Said], as_of: date) -> tuple[NumberAt, ...]:
    """The value at each of the programme's dates that have come, and at the coming ones for which something is said already."""
    result: list[NumberAt] = []
    for day in _dates(indicator, as_of):
        said = _at(indicator, imported, day, as_of, undated=False) or _at(indicator, site, day, as_of, undated=True)
        result.append(_number(day, said))
    for text in indicator.as_of:
        coming = in_year(text, last_coming(text, as_of).year + 1)
        said = _at(indicator, imported, coming, as_of, undated=False) or _at(indicator, site, coming, as_of, undated=False)
        if said is not None:
            result.append(_number(coming, said))
    return tuple(sorted(result, key=lambda item: item.day))


def _number(day: date, said: _Said | None) -> NumberAt:
    if said is None:
        return NumberAt(day.isoformat())
    return NumberAt(
        day.isoformat(), said.value, said.rates, said.day.isoformat() if said.day else None,
        said.found.page.fetched if said.found else "", "import" if said.imported else "site", said.found.page.url if said.found else "",
    )  # fmt: skip


def _found(indicator: Indicator, common: Finding, best: _Said, as_of: date, ground: str) -> Finding:
    if best.imported is not None and best.day is not None:
        source = f" ({best.imported.source})" if best.imported.source else ""
        text = f"Загружено аналитиком{source}: вакансий — {_comma(best.value)} по состоянию на {best.day:%d.%m.%Y}."
        evidence: tuple[Evidence, ...] = ()
    else:
        text = _site_text(best.found, best) if best.found else ""
        evidence = (_evidence(best.found, as_of),) if best.found else ()
    explanation = paragraph(text, _dates_text(common.numbers, as_of), ground, NOTHING_TO_DO)
    return replace(common, verdict=Verdict.PRESENT, value=best.value, explanation=explanation, evidence=evidence)


def _site_text(found: PageVacancies, best: _Said) -> str:
    listed = "; ".join(_item_text(vacancy) for vacancy in found.vacancies[:_MOST_LISTED])
    more = len(found.vacancies) - _MOST_LISTED
    listed += f" и ещё {more}" if more > 0 else ""
    text = f"Вакансий педагогических работников: {found.total}" + (f" ({listed})" if listed else "") + "."
    if found.rates is not None:
        partly = any(vacancy.rate is None for vacancy in found.vacancies)
        text += f" Всего {_rates_text(found.rates)}" + (" (размер ставки указан не у всех вакансий)." if partly else ".")
    if best.day is not None:
        text += f" По состоянию на {best.day:%d.%m.%Y}."
    else:
        read = f", прочитано {best.read:%d.%m.%Y}" if best.read else ""
        text += f" Дата на странице не указана{read}."
    page = found.page
    where = f" Где: страница {address(page.url)}" + (f" «{squeeze(page.title)[:80]}»" if page.title else "")
    where += f", получена {moment(page.fetched)}" if page.fetched else ""
    return f"{text}{where}. На странице: «{found.quote[:160]}»."


def _item_text(vacancy: Vacancy) -> str:
    rates = f", {_rates_text(vacancy.rate)}" if vacancy.rate is not None else ""
    return f"{vacancy.post} — {_counted(vacancy.posts, 'единица', 'единицы', 'единиц')}{rates}"


def _rates_text(rates: float) -> str:
    return _counted(round(rates, 2), "ставка", "ставки", "ставок")


def _counted(value: float, one: str, few: str, many: str) -> str:
    """«0,5 ставки», «1 ставка», «2 ставки», «5 ставок»."""
    whole = int(value)
    if value != whole or (whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14)):
        return f"{_comma(value)} {few}"
    return f"{_comma(value)} {one if whole % 10 == 1 and whole % 100 != 11 else many}"


def _comma(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _dates_text(numbers: Sequence[NumberAt], as_of: date) -> str:
    if not numbers:
        return ""
    return f"На даты программы: {'; '.join(_at_text(item, as_of) for item in numbers)}."


def _at_text(item: NumberAt, as_of: date) -> str:
    day = date.fromisoformat(item.day)
    name = f"{day:%d.%m.%Y}" + (" (ещё не наступило)" if day > as_of else "")
    if item.value is None:
        return f"{name} — нет данных"
    rates = _rates_text(item.rates) if item.rates is not None else ""
    source = f"сведения на {date.fromisoformat(item.stated):%d.%m.%Y}" if item.stated else ""
    read = f"прочитано {moment(item.read)[:10]}" if item.read and not item.stated else ""
    known = "; ".join(filter(None, (rates, source or read)))
    return f"{name} — {_comma(item.value)}" + (f" ({known})" if known else "")


def _outdated(stated: Sequence[_Said], as_of: date) -> NearestMiss | None:
    newest = max((said for said in stated if said.day is not None or (said.found and said.found.until)), key=_rank, default=None)
    if newest is None or newest.found is None:
        return None
    page = newest.found.page
    if newest.day is not None:
        why = f"последние сведения — по состоянию на {newest.day:%d.%m.%Y}"
    else:
        why = f"последние сведения — за учебный год, который закончился до {as_of:%d.%m.%Y}"
    return NearestMiss(page.url, squeeze(page.title), why, "", page.page_url)


def _evidence(found: PageVacancies, as_of: date) -> Evidence:
    page = found.page
    quality = Quality(page.clicks, None, True, (as_of - found.day).days if found.day else None, 0.0)
    return Evidence(
        0, page.url, page.page_url, page.link_text, "прочее", squeeze(page.title), None, found.day.isoformat() if found.day else None, "",
        Level.SCHOOL, found.quote[:320], page.sha256, page.fetched, "text", ground="вакансии педагогических работников названы на странице",
        archived=Archived(page.warc, page.offset) if page.warc else None, quality=quality,
    )  # fmt: skip
