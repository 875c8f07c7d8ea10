"""Invented link texts in the forms people really type: lists, file names, abbreviations, capitals, mistakes, or nothing at all."""

from __future__ import annotations

import random

_ABOUT = (
    "о наставничестве", "о системе наставничества педагогических работников", "о школьном методическом объединении учителей",
    "о методическом совете", "о работе с молодыми специалистами", "о сетевом взаимодействии", "о методической службе школы",
    "о творческой группе учителей", "о школе молодого педагога", "об организации наставничества", "о кафедре учителей-предметников",
    "о временном научно-исследовательском коллективе учителей", "о МО классных руководителей", "о ШМО",
    "о порядке сетевого взаимодействия образовательных организаций",
)  # fmt: skip
_WHOLE = (
    "Дорожная карта Наставничество", "Программа наставничества «Шаг за шагом»", "Приказ о закреплении наставников",
    "Договор о сетевом взаимодействии с гимназией", "Соглашение о сотрудничестве (сетевая форма)", "Целевая модель наставничества",
    "План работы с мол. специалистами", "Структура методической службы", "приказ ШМО 2024-2025", "МО учителей нач. классов",
    "Персонализированная программа (наставник – молодой педагог)", "Приказ О внедрении ЦМН", "План работы Школы молодого учителя",
    "Состав методического совета", "Сетевой договор 2024",
)  # fmt: skip
_LATIN = (
    "polozhenie_o_nastavnichestve", "pol-e_o_ShMO", "prikaz-nastavnichestvo-2024", "Polozhenie-o-metodicheskom-sovete", "setevoe_vzaimodejstvie",
    "metodicheskoe_obedinenie_uchitelej", "dorozhnaya_karta_nastavnichestva", "polozhenie_molodoj_specialist",
)  # fmt: skip
_OTHER = (
    "о приёме граждан на обучение", "о режиме занятий обучающихся", "о внутренней системе оценки качества", "о школьной форме",
    "о портфолио обучающихся", "о рабочей программе", "о библиотеке", "о комиссии по урегулированию споров", "об оплате труда",
    "о защите персональных данных", "о классном руководстве", "о педагогическом совете", "об общем собрании работников", "о пропускном режиме",
    "о внутришкольном учёте", "об индивидуальном учебном плане", "о дистанционном обучении", "о текущем контроле успеваемости", "о группе продлённого дня",
    "об управляющем совете", "о бракеражной комиссии", "о языке образования", "о порядке отчисления", "о платных услугах", "о школьном спортивном клубе",
    "о службе медиации", "о ведении электронного журнала", "о дежурстве", "об аттестации на соответствие", "о конфликте интересов",
    "об использовании сети Интернет", "о логопедическом пункте", "о психолого-педагогическом консилиуме", "о сайте", "о летнем лагере",
    "о правилах внутреннего распорядка", "о безопасности перевозок", "о школьном музее", "о волонтёрском отряде", "о премировании",
)  # fmt: skip
_KINDS = ("Положение", "Положение", "Положение", "ПОЛОЖЕНИЕ", "Приказ", "Приказ об утверждении положения", "Порядок", "Правила", "Программа")
_SAYS_NOTHING = ("Документ {n}", "скачать", "Приложение {n}", "Открыть файл", "Скачать (pdf)", "Приложение № {n}", "документ", "Просмотр")
_PLAIN_NEWS = (
    "Осенний кросс", "Уроки безопасности", "Экскурсия в музей", "Ёлка в начальной школе", "Итоги олимпиады", "Спортивный праздник", "Неделя книги",
    "Концерт ко Дню матери", "Субботник", "Акция «Чистый двор»", "День здоровья", "Последний звонок", "Профориентация", "Поход выходного дня",
    "Встреча с ветеранами", "Масленица", "Турнир по шашкам", "День космонавтики", "Каникулы в библиотеке", "Победа в эстафете",
)  # fmt: skip
_NEAR_NEWS = (
    "Методическая неделя в школе", "Наш учитель – наставник года", "Заседание ШМО учителей математики прошло", "Молодые педагоги на семинаре",
    "Педсовет: итоги четверти", "Учитель года: поздравляем", "Сетевая встреча школ района", "День учителя", "Педагоги делятся опытом",
)  # fmt: skip
_SUBJECTS = ("математики", "русского языка", "физики", "биологии", "истории", "английского языка", "начальных классов", "физкультуры", "химии", "технологии")
_TEACHING = (
    "Методическая разработка урока {of}", "Конспект занятия {of}", "Рабочая программа {of}", "Презентация к уроку {of}", "План-конспект {of}",
    "Методическая копилка учителя {of}", "Самоанализ педагога, учителя {of}", "Технологическая карта урока {of}",
)
_TRANSLIT = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
    "a b v g d e yo zh z i j k l m n o p r s t u f h c ch sh shch _ y _ e yu ya"
).replace("_", "-").split(), strict=True))  # fmt: skip


class Words:
    """Draws texts; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def act(self) -> str:
        """The text of a link to an act that is sought, saying so in one way or another."""
        draw = self.random
        if draw.random() < 0.35:
            return self._dressed(draw.choice(_WHOLE))
        return self._dressed(f"{draw.choice(_KINDS)} {draw.choice(_ABOUT)}")

    def other(self) -> str:
        """The text of a link to an act of a school that nobody seeks."""
        return self._dressed(f"{self.random.choice(_KINDS)} {self.random.choice(_OTHER)}")

    def act_slug(self) -> str:
        """A file name in Latin letters that alone says what the file is."""
        return f"{self.random.choice(_LATIN)}_{self.random.randint(1, 99)}"

    def nothing(self) -> str:
        """A link text that names nothing."""
        return self.random.choice(_SAYS_NOTHING).format(n=self.random.randint(1, 19))

    def news(self) -> str:
        """The title of a news item; every seventh sounds as if it were of our matter."""
        title = self.random.choice(_NEAR_NEWS if self.random.random() < 0.15 else _PLAIN_NEWS)
        return f"{title} ({self.random.randint(1, 28)}.{self.random.randint(1, 12):02})"

    def teaching(self) -> str:
        """The title of a teacher's own material: methodical by its words, no act."""
        return f"{self.random.choice(_TEACHING).format(of=self.random.choice(_SUBJECTS))}, {self.random.randint(1, 11)} класс"

    def subject(self) -> str:
        """A subject in the genitive."""
        return self.random.choice(_SUBJECTS)

    def _dressed(self, text: str) -> str:
        """A title as it comes to stand on a page: numbered, cut, shouted, as a file name, with requisites."""
        draw = self.random
        number, day = draw.randint(1, 240), f"{draw.randint(1, 28):02}.{draw.randint(1, 12):02}.20{draw.randint(18, 25)}"
        return draw.choice((
            text, text, text, f"{draw.randint(1, 60)}. {text}", f"{draw.randint(1, 9)}.{draw.randint(1, 30)} {text}", f"{text} (новая редакция)",
            f"{text} ({draw.randint(1, 3)}).pdf", f"{number:03}_{text.replace(' ', '_')}_подпись", f"+{text}", text.upper()[:48],
            f"{text} (PDF; {draw.randint(90, 900)} Кб)", f"{text} с эцп", f"{draw.randint(1, 9)}.-{text.replace(' ', '-')}",
            f"Приказ №{number} от {day} {text}", f"{text} от {day} № {number}-од", f"{text.lower()} {draw.randint(2019, 2025)}",
        ))  # fmt: skip


def slug(text: str, joint: str = "-") -> str:
    """A title as an address shows it."""
    latin = "".join(_TRANSLIT.get(char, char if char.isalnum() else joint) for char in text.lower())
    return joint.join(part for part in latin.replace("-", joint).split(joint) if part)[:70]
