"""The district of ``three_years.toml``: what its sites show on each reporting date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.cli.desk import DOCX
from tests.fleet.bundles import docx
from tests.fleet.district import Server, html

MENTORING = "Об утверждении Положения о системе наставничества педагогических работников"
WHOSE = "Об утверждении Положения о наставничестве"
ASSOCIATION = "О методическом объединении учителей"
NETWORK = "О сетевом взаимодействии педагогов"
MENTORS = "О закреплении наставников за молодыми специалистами на {} учебный год"
SCHOOLS = ("uo", "s1", "s2", "s3", "s4", "s5", "s6", "s7")


@dataclass(frozen=True)
class Act:
    """An order on a site; without a number it is a draft."""

    title: str
    number: str = ""
    date: str = ""

    @property
    def file(self) -> str:
        """Where the site has it."""
        return f"/files/{self.number.removesuffix('-од') or 'draft'}.docx"

    def body(self, school: str) -> bytes:
        """The file."""
        head = f"ПРИКАЗ\n{self.date} № {self.number}" if self.number else "ПРОЕКТ\nПРИКАЗ\n«___» ________ 20__ г. № ____"
        return docx(
            f"{name_of(school)}\n\n{head}\n\n{self.title}\n\nВ целях развития приказываю:\n1. Выполнять намеченное.\n"
            f"2. Контроль исполнения приказа оставляю за собой.\nДиректор"
        )


def name_of(school: str) -> str:
    """The institution's full name."""
    if school == "uo":
        return "Управление образования Заречного района"
    return f"Муниципальное общеобразовательное учреждение «Школа № {school[1:]} города Заречье»"


@dataclass(frozen=True)
class Shown:
    """A site on one date."""

    acts: tuple[Act, ...] = ()
    pages: int = 3
    down: bool = False


_ASSOCIATION_4, _ASSOCIATION_7 = Act(ASSOCIATION, "41-од", "01.09.2023"), Act(ASSOCIATION, "71-од", "01.09.2023")
_FIRST_MENTORS = Act(MENTORS.format("2023-2024"), "21-од", "01.09.2023")
_ASSOCIATION_2, _NETWORK_3 = Act(ASSOCIATION, "20-од", "30.08.2022"), Act(NETWORK, "30-од", "15.01.2024")
YEARS: dict[str, tuple[Shown, Shown, Shown]] = {
    "uo": (Shown((Act("О районном методическом объединении учителей", "118", "05.09.2023"),)),) * 3,
    "s1": (Shown(), Shown((Act(MENTORING),)), Shown((Act(MENTORING, "12-од", "01.09.2025"),))),
    "s2": (
        Shown((_ASSOCIATION_2, _FIRST_MENTORS)),
        Shown((_ASSOCIATION_2, _FIRST_MENTORS)),
        Shown((_ASSOCIATION_2, _FIRST_MENTORS, Act(MENTORS.format("2025-2026"), "22-од", "01.09.2025"))),
    ),
    "s3": (Shown((_NETWORK_3, Act(MENTORING, "31-од", "10.10.2023"))), Shown((_NETWORK_3,)), Shown((_NETWORK_3,))),
    "s4": (Shown((_ASSOCIATION_4,)), Shown(down=True), Shown((_ASSOCIATION_4, Act(MENTORING, "42-од", "01.09.2025")))),
    "s5": (Shown((Act(WHOSE, "51-од", "15.11.2023"),)),) * 3,
    "s6": (Shown((Act(WHOSE, "61-од", "15.11.2023"),)),) * 3,
    "s7": (Shown((_ASSOCIATION_7,), pages=11), Shown(pages=0), Shown((_ASSOCIATION_7,), pages=11)),
}


def show(server: Server, school: str, shown: Shown) -> None:
    """Let the server show the site of that date: a home page, the page of acts, ``pages`` further ones, a file an act."""
    menu = "".join(f'<li><a href="/p{item}.html">Методическая работа {item}</a></li>' for item in range(shown.pages))
    links = "".join(f'<p><a href="{act.file}">{act.title}</a></p>' for act in shown.acts)
    pages = {
        "/": html(name_of(school), f'<ul>{menu}<li><a href="/docs.html">Документы</a></li></ul>'),
        "/docs.html": html("Документы", f"<h2>Локальные акты</h2>{links}<p>Сведения организации {school}.</p>"),
    }
    for item in range(shown.pages):
        pages[f"/p{item}.html"] = html(f"Методическая работа {item}", f"<p>План методической работы {school}, часть {item}.</p>")
    server.pages = {**pages, **{act.file: (DOCX, act.body(school)) for act in shown.acts}}
    server.down = shown.down


def write_registry(folder: Path, servers: dict[str, Server]) -> Path:
    """``schools.csv`` of the district."""
    rows = [
        f"{id};{name_of(id)};{'authority' if id == 'uo' else 'school'};{server.address};{'' if id == 'uo' else 20}\n"
        for id, server in servers.items()
    ]
    path = folder / "schools.csv"
    path.write_text("id;name;kind;site;teachers\n" + "".join(rows), encoding="utf-8")
    return path
