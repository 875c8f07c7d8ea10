"""A generated school site for the crawl's benchmarks: real-looking pages of 30-80 kB with menus, and documents of many kinds."""

from __future__ import annotations

import random
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

from docx import Document

from bench.texts import make_act

_VERSION = "6"
"""Part of the folder's name: raise it when the files change."""
_SECTIONS = (
    "Основные сведения", "Структура и органы управления", "Документы", "Образование", "Руководство", "Педагогический состав",
    "Материально-техническое обеспечение", "Стипендии и меры поддержки", "Платные услуги", "Финансовая деятельность",
    "Вакантные места для приёма", "Доступная среда", "Международное сотрудничество", "Организация питания", "Методическая работа",
    "Наставничество", "Методические объединения", "Аттестация педагогов", "Повышение квалификации", "Конкурсы для педагогов",
    "Школа молодого учителя", "Библиотека", "Музей", "Спортивный клуб", "Безопасность", "Профилактика", "Родителям",
    "Приём в первый класс", "Расписание", "Олимпиады", "Итоговая аттестация", "Функциональная грамотность", "Волонтёры",
    "Первичное отделение", "Профориентация", "Психологическая служба", "Социальный педагог", "Логопед", "Дистанционное обучение",
    "Внеурочная деятельность", "Дополнительное образование", "Летний лагерь", "Театр", "Хор", "Точка роста",
    "Антикоррупционная политика", "Персональные данные", "Обращения граждан", "Независимая оценка", "Отчёт о самообследовании",
    "Локальные акты", "Приказы", "Положения", "Программы", "Учебные планы", "Календарный график", "Рабочие программы",
    "Воспитательная работа", "Классные руководители", "Контакты",
)  # fmt: skip
_NAME = "МБОУ «Средняя школа № 4 посёлка Верхние Ключи»"
_RELATED = 24
_PATH = "/svedeniya/razdel-{section:02}/material-{number}.html"


class Website:
    """``pages`` pages and ``documents`` files, the same for the same numbers. Every page can be reached from the menu.

    Every third page is in windows-1251, which only its ``meta`` tells; the others are in UTF-8.
    """

    def __init__(self, pages: int, documents: int) -> None:
        if pages <= len(_SECTIONS):
            raise ValueError(f"a site has more than {len(_SECTIONS)} pages")
        self.pages = pages
        self.documents = documents

    def paths(self) -> list[str]:
        """Every address of the site."""
        return [self.page_path(number) for number in range(self.pages)] + [self.document_path(n) for n in range(self.documents)]

    @staticmethod
    def page_path(number: int) -> str:
        """Page 0 is the home page, the next ones are the sections of the menu."""
        return "/" if number == 0 else _PATH.format(section=number % len(_SECTIONS), number=number)

    @staticmethod
    def document_path(number: int) -> str:
        """Two PDF, one DOCX, and so on."""
        return f"/files/{2021 + number % 5}/akt-{number:04}.{'docx' if number % 3 == 2 else 'pdf'}"

    def body(self, path: str) -> bytes | None:
        """What the server gives; ``None`` for an address that does not exist."""
        if path == "/":
            return self._page(0)
        stem, _dot, suffix = path.rpartition(".")
        digits = stem.rpartition("-")[2]
        if not digits.isdigit():
            return None
        number = int(digits)
        if suffix == "html":
            return self._page(number) if 0 < number < self.pages and path == self.page_path(number) else None
        return _file(number) if number < self.documents and path == self.document_path(number) else None

    def _page(self, number: int) -> bytes:
        rng = random.Random(number)
        charset = "windows-1251" if number % 3 == 1 else "utf-8"
        title = f"{_SECTIONS[number % len(_SECTIONS)]}: материал {number}" if number else "Главная"
        paragraphs = _paragraphs()
        wanted = rng.randrange(25, 125)
        text = "".join(paragraphs[rng.randrange(len(paragraphs))] for _ in range(wanted))
        inside = self._listing(number) if 0 < number <= len(_SECTIONS) else ""
        related = "".join(
            f'<li class="related__item"><a class="related__link" href="{self.page_path(other)}">Материал {other}: '
            f"{_SECTIONS[other % len(_SECTIONS)].lower()}</a></li>"
            for other in (rng.randrange(1, self.pages) for _ in range(_RELATED))
        )
        html = (
            f'<!DOCTYPE html><html lang="ru"><head><meta charset="{charset}"><title>{title} — {_NAME}</title>{_head()}</head>'
            f'<body class="page page-{number}">{_menu()}<div class="breadcrumbs"><a href="/">Главная</a> / '
            f'<a href="{self.page_path(1 + number % len(_SECTIONS))}">Раздел</a></div><main class="content"><h1>{title}</h1>'
            f'{inside}<article class="article">{text}</article><aside class="sidebar"><h3>Читайте также: {_words(rng)}</h3><ul>{related}</ul></aside>'
            f"</main>{_footer()}</body></html>"
        )
        return html.encode("cp1251" if charset == "windows-1251" else "utf-8", "xmlcharrefreplace")

    def _listing(self, section: int) -> str:
        """All pages and all documents of a section."""
        step = len(_SECTIONS)
        pages = "".join(
            f'<li><a href="{self.page_path(number)}">Материал {number} от {1 + number % 28:02}.09.2024</a></li>'
            for number in range(section + step, self.pages, step)
        )
        rows = "".join(
            f'<tr><td>{place}</td><td>{make_act(number, 6).title}</td><td><a href="{self.document_path(number)}">Скачать</a></td></tr>'
            for place, number in enumerate(range(section - 1, self.documents, step), 1)
        )
        return f'<h2>Материалы раздела</h2><ul class="list">{pages}</ul><h2>Документы</h2><table class="docs">{rows}</table>'

    def write(self, folder: Path) -> Path:
        """All files under ``folder`` for a static server; written once."""
        root = folder / f"site-{_VERSION}-{self.pages}-{self.documents}"
        done = root / ".done"
        if not done.is_file():
            for path in self.paths():
                file = root / (path.lstrip("/") or "index.html")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(self.body(path) or b"")
            done.touch()
        return root


def _words(rng: random.Random) -> str:
    """A few words that hardly any other link has: on real sites no two link texts are alike."""
    return f"{rng.choice(_SECTIONS).lower()} {rng.randrange(1000)} {rng.choice(_SECTIONS).lower()}"


@cache
def _head() -> str:
    styles = "".join(f".block-{n}{{margin:{n % 7}px;padding:{n % 11}px;color:#{n * 7919 % 0xFFFFFF:06x}}}" for n in range(110))
    links = "".join(f'<link rel="stylesheet" href="/static/style-{n}.css">' for n in range(6))
    script = "".join(f"window.__c{n}=function(a,b){{return a*{n}+b}};" for n in range(60))
    return f'<meta name="viewport" content="width=device-width">{links}<style>{styles}</style><script>{script}</script>'


@cache
def _menu() -> str:
    groups = []
    for start in range(0, len(_SECTIONS), 10):
        items = "".join(
            f'<li class="menu__item menu__item--level-2"><a class="menu__link" href="{Website.page_path(number + 1)}">{name}</a></li>'
            for number, name in enumerate(_SECTIONS[start : start + 10], start)
        )
        groups.append(f'<li class="menu__item has-children"><span>Раздел {start // 10 + 1}</span><ul class="submenu">{items}</ul></li>')
    return (
        f'<header class="header"><a class="logo" href="/">{_NAME}</a><a href="tel:+74820000000">Телефон</a>'
        f'<a href="mailto:school@example.org">Почта</a></header><nav class="menu"><ul>{"".join(groups)}</ul></nav>'
    )


@cache
def _footer() -> str:
    banners = "".join(
        f'<a class="banner" href="https://portal-{n}.example.org/"><img src="/static/banner-{n}.png" alt="Портал {n}"></a>'
        for n in range(14)
    )
    return f'<footer class="footer"><div class="banners">{banners}</div><p>{_NAME}, <a href="#top">наверх</a></p></footer>'


@cache
def _paragraphs() -> tuple[str, ...]:
    made = []
    for seed in range(30):
        for place, block in enumerate(make_act(seed, 24).blocks):
            if isinstance(block, str):
                made.append(f'<p class="text text--body" style="text-align:justify"><span class="t">{block}</span></p>')
            elif place < 12:  # about one table a page
                rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in block)
                made.append(f'<table class="table"><tbody>{rows}</tbody></table>')
    return tuple(made)


@cache
def _docx(number: int) -> bytes:
    act = make_act(number, 12 + 6 * number)
    document = Document()
    for line in (*act.heading, *(block for block in act.blocks if isinstance(block, str))):
        document.add_paragraph(line)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


@cache
def _pdf(number: int) -> bytes:
    """A PDF with one empty page and enough ballast for the size of a scan; its text is no matter of the crawl."""
    ballast = random.Random(number).randbytes(60_000 + 9_000 * number)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(ballast), ballast),
    )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for index, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (index, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _file(number: int) -> bytes:
    """Ten bodies of each kind, every file another one by a remark at its end."""
    if Website.document_path(number).endswith(".pdf"):
        return _pdf(number % 10) + b"%% %d\n" % number
    stream = BytesIO(_docx(number % 10))
    with zipfile.ZipFile(stream, "a") as package:
        package.comment = b"%d" % number
    return stream.getvalue()
