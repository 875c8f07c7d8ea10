"""Generated school sites of 2,000 pages with known acts: four structures, each as its engine would lay it out.

Acts are put where schools put them: in the long list of local acts, under a heading of their own, in a table whose link says
«скачать», five clicks deep, in a section they do not belong to, or typed into a page. News, galleries, teachers' materials and
other local acts are the haystack. No text comes from the programme's lexicon: ``focus_words`` draws from forms of titles.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bench.focus_words import Words, slug

PDF = b"%PDF-1.4 a file"
_SECTIONS = (
    "Основные сведения", "Структура и органы управления", "Документы", "Образование", "Руководство", "Педагогический состав",
    "Материально-техническое обеспечение", "Платные образовательные услуги", "Финансово-хозяйственная деятельность", "Вакантные места для приёма",
    "Стипендии и меры поддержки", "Международное сотрудничество", "Организация питания", "Доступная среда",
)  # fmt: skip
_MENU = (
    "Расписание", "Родителям", "Ученикам", "История школы", "Музей", "Библиотека", "Спортивный клуб", "Безопасность", "Летний отдых", "ГИА",
    "Точка роста", "Школьный театр", "Выпускникам", "Обращения граждан", "Наши достижения", "Профсоюз", "Психолог советует", "Горячее питание",
    "Дорожная безопасность", "Антикоррупция", "Первоклассникам", "Независимая оценка", "Функциональная грамотность", "ВСОКО", "Контакты",
)  # fmt: skip


@dataclass
class GeneratedSite:
    """A site as addresses with their answers. ``acts`` are the addresses that hold the acts sought."""

    name: str
    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    acts: set[str] = field(default_factory=set)


class Builder:
    """Lays out one site: pages with a menu on each, documents, and the acts among them."""

    def __init__(self, name: str, seed: int, generator: str, extra: str = "") -> None:
        self.site = GeneratedSite(name)
        self.words = Words(seed)
        self.draw = self.words.random
        self.menu: list[tuple[str, str]] = []
        self._generator = generator
        self._extra = extra
        self._bodies: dict[str, tuple[str, list[str]]] = {}
        self._count = 0

    def page(self, address: str, title: str, *parts: str) -> str:
        """A page (``parts`` are HTML); its address."""
        self._bodies[address] = (title, list(parts))
        return address

    def add(self, address: str, part: str) -> None:
        """More HTML at the end of a page."""
        self._bodies[address][1].append(part)

    def file(self, address: str, *, act: bool = False) -> str:
        """A document; its address."""
        self._count += 1
        self.site.files[address] = PDF + str(self._count).encode()
        if act:
            self.site.acts.add(address)
        return address

    @property
    def room(self) -> int:
        """How many pages there are."""
        return len(self._bodies)

    def finish(self) -> GeneratedSite:
        """The site, every page with its menu."""
        nav = "".join(f"<li>{link(address, text)}</li>" for address, text in self.menu)
        for address, (title, parts) in self._bodies.items():
            self.site.pages[address] = (
                f"<!doctype html><html><head><meta charset='utf-8'><meta name='generator' content='{self._generator}'>"
                f"<title>{html.escape(title)} – Школа посёлка Верхние Ветлы</title></head><body>{self._extra}<nav><ul>{nav}</ul></nav>"
                f"<main><h1>{html.escape(title)}</h1>{''.join(parts)}<p>Страница {html.escape(address)}</p></main></body></html>"
            )
        return self.site


def link(address: str, text: str) -> str:
    """An anchor."""
    return f"<a href='{html.escape(address)}'>{html.escape(text)}</a>"


def listed(links: Iterable[tuple[str, str]]) -> str:
    """Links as a list."""
    return "<ul>" + "".join(f"<li>{link(address, text)}</li>" for address, text in links) + "</ul>"


def _documents(build: Builder, count: int, acts: int, address: Callable[[str], str]) -> str:
    """A long list of local acts, the sought ones among the others."""
    rows = [(build.file(address(text)), text) for text in (build.words.other() for _ in range(count))]
    rows += [(build.file(address(text), act=True), text) for text in (build.words.act() for _ in range(acts))]
    build.draw.shuffle(rows)
    return listed(rows)


def _news(build: Builder, count: int, listing: Callable[[int], str], item: Callable[[int, str], str]) -> str:
    """News with pages of ten; the address of the first page of the list."""
    pages = (count + 9) // 10
    for number in range(pages):
        rows = []
        for index in range(number * 10, min(count, number * 10 + 10)):
            title = build.words.news()
            rows.append((build.page(item(index, title), title, "<p>Прошло интересно, все были рады.</p>"), title))
        near = [(listing(other), str(other + 1)) for other in range(max(0, number - 2), min(pages, number + 3))]
        build.page(listing(number), "Новости", listed(rows), listed([*near, (listing(pages - 1), "последняя")]))
    return listing(0)


def _albums(build: Builder, count: int, address: Callable[[int], str]) -> str:
    """A gallery of albums; its first page."""
    rows = [(build.page(address(number), f"Альбом {number}", "<p>Фотографии.</p>"), build.words.news()) for number in range(1, count)]
    return build.page(address(0), "Фотогалерея", listed(rows))


def _fill(build: Builder, total: int, parents: list[str], address: Callable[[int], str]) -> None:
    """Neutral pages below ``parents`` until the site has ``total`` pages."""
    number = 0
    while build.room < total:
        parent = parents[number % len(parents)]
        title = f"{build.draw.choice(_MENU)}: {build.words.subject()} {number}"
        build.add(parent, link(build.page(address(number), title, "<p>Сведения для всех.</p>"), title) + "<br>")
        number += 1


def _main_menu(build: Builder, address: Callable[[str], str]) -> list[str]:
    """Pages of the usual menu."""
    made = []
    for title in _MENU:
        made.append(build.page(address(title), title, "<p>Раздел.</p>"))
        build.menu.append((made[-1], title))
    return made


def wordpress(total: int, seed: int) -> GeneratedSite:
    """Dated posts, category pages, uploads below the month; acts in the list of documents, under headings, five clicks deep."""
    build = Builder("wordpress", seed, "WordPress 6.4", "<link href='/wp-content/themes/school/style.css' rel='stylesheet'>")
    home = build.page("/", "Добро пожаловать")

    def upload(text: str) -> str:
        name = slug(text) if build.draw.random() < 0.6 else str(build.draw.randint(10**8, 10**9))
        return f"/wp-content/uploads/20{build.draw.randint(18, 25)}/{build.draw.randint(1, 12):02}/{name}-{build.draw.randint(1, 9999)}.pdf"

    others = _main_menu(build, lambda title: f"/{slug(title)}/")
    for title in _SECTIONS:
        body = _documents(build, max(30, total // 18), 3, upload) if title == "Документы" else "<p>Сведения.</p>"
        build.menu.append((build.page(f"/svedeniya/{slug(title)}/", title, body), title))
    first = _news(
        build, total // 2, lambda number: f"/category/novosti/page/{number + 1}/" if number else "/category/novosti/",
        lambda number, title: f"/20{15 + number % 10}/{1 + number % 12:02}/{1 + number % 28:02}/{slug(title)}-{number}/",
    )  # fmt: skip
    build.menu += [(first, "Новости"), (_albums(build, total // 10, lambda number: f"/fotogalereya/{number}/" if number else "/fotogalereya/"), "Фото")]
    deep = build.page("/pedagogam/shmo/estestvennye-nauki/dokumenty/", "Документы")
    subject = build.page("/pedagogam/shmo/estestvennye-nauki/", "Естественные науки", link(deep, "Документы"))
    associations = build.page("/pedagogam/shmo/", "Методические объединения", link(subject, "Естественные науки"))
    work = build.page("/pedagogam/metodicheskaya-rabota/", "Методическая работа", link(associations, "Наши объединения"))
    staff = build.page("/pedagogam/", "Педагогам", link(work, "Методическая работа"))
    build.menu.append((staff, "Педагогам"))
    build.add(deep, listed([(build.file(upload(build.words.act()), act=True), build.words.nothing()) for _ in range(2)]))
    shelf = build.page("/pedagogam/kopilka/", "Копилка")
    build.add(staff, link(shelf, "Копилка"))
    for _ in range(total // 16):
        title = build.words.teaching()
        build.add(shelf, link(build.file(upload(title)), title) + "<br>")
    mediation = build.page("/sluzhba-mediacii/", "Школьная медиация", listed([(build.file(upload("x"), act=True), build.words.act())]))
    build.add(others[1], link(mediation, "Школьная медиация"))
    build.add(work, "<h3>Наставничество</h3>" + listed([(build.file(upload("x"), act=True), build.words.nothing()) for _ in range(2)]))
    rows = "".join(f"<tr><td>{build.words.act()}</td><td>{link(build.file(upload('x'), act=True), 'скачать')}</td></tr>" for _ in range(2))
    build.add(associations, f"<table>{rows}</table>")
    _fill(build, total, others, lambda number: f"/razdel/{number}/")
    build.add(home, listed((address, title) for address, title in build.menu[:5]))
    return build.finish()


def filecard(total: int, seed: int) -> GeneratedSite:
    """Addresses that say nothing at all: sections, publications and cards by number; only texts speak."""
    build = Builder("file-card", seed, "")
    numbers = iter(range(7, 10**6, 3))
    section: Callable[[str], str] = lambda _title: f"/site/section?id={next(numbers)}"  # noqa: E731
    card: Callable[[str], str] = lambda _text: f"/file/card?id={next(numbers)}"  # noqa: E731
    home = build.page("/", "Официальный сайт")
    others = _main_menu(build, section)
    for title in _SECTIONS:
        address = build.page(section(title), title, "<p>Сведения.</p>")
        build.menu.append((address, title))
        if title == "Документы":
            acts = build.page(section("acts"), "Локальные нормативные акты", _documents(build, max(30, total // 16), 4, card))
            old = build.page(section("old"), "Документы прошлых лет", listed((build.file(card("x")), build.words.nothing()) for _ in range(total // 60)))
            build.add(address, listed([(acts, "Локальные акты"), (old, "Документы прошлых лет")]))
    first = _news(build, total // 2, lambda number: f"/site/news?page={number + 1}" if number else "/site/news", lambda number, _title: f"/site/pub?id={number + 10}")
    build.menu.append((first, "Новости"))
    quality = build.page(section("x"), "Школьные управленческие механизмы")
    build.menu.append((quality, "Школьные управленческие механизмы"))
    support = build.page(section("x"), "Поддержка профессионального роста")
    build.add(quality, link(support, "Обеспечение профессионального развития"))
    for title in ("Наставничество", "Сообщества педагогов", "Сетевое сотрудничество"):
        part = build.page(section(title), title)
        build.add(support, link(part, title) + "<br>")
        build.add(part, f"<h3>{build.draw.choice(('Нормативная база', 'Документы', 'Материалы'))}</h3>")
        build.add(part, listed([(build.file(card("x"), act=True), build.words.nothing() if number else build.words.act()) for number in range(2)]))
    teachers = build.page(section("x"), "Сайты учителей")
    build.menu.append((teachers, "Сайты учителей"))
    for _ in range(total // 40):
        own = build.page(section("x"), f"Страница учителя {build.words.subject()}")
        build.add(teachers, link(own, f"Учитель {build.words.subject()}") + "<br>")
        build.add(own, listed((build.file(card("x")), build.words.teaching()) for _ in range(3)))
    _fill(build, total, others, lambda _number: section("x"))
    build.add(home, listed(build.menu[:8]))
    return build.finish()


def gosweb(total: int, seed: int) -> GeneratedSite:
    """Long transliterated paths, acts typed into pages, documents below hashes; news ``novosti_N.html``."""
    build = Builder("gosweb", seed, "", "<script src='/netcat_files/js/main.js'></script>")
    home = build.page("/", "Главная")
    top = {
        "nasha-shkola": "Наша школа", "pedagogam-i-sotrudnikam": "Педагогам и сотрудникам", "roditelyam-i-uchenikam": "Родителям и ученикам",
        "svedeniya-ob-obrazovatelnoy-organizatsii": "Сведения об образовательной организации", "glavnoe": "Главное",
    }  # fmt: skip
    for path, title in top.items():
        build.menu.append((build.page(f"/{path}/", title, "<p>Раздел.</p>"), title))

    def child(parent: str, title: str, *parts: str) -> str:
        address = build.page(f"{parent}{slug(title)}/", title, *parts)
        build.add(parent, link(address, title) + "<br>")
        return address

    def netcat(_text: str) -> str:
        return f"/netcat_files/{build.draw.randint(10, 99)}/{build.draw.randint(1000, 9999)}/h_{build.draw.getrandbits(128):032x}"

    others = [child("/roditelyam-i-uchenikam/", title) for title in _MENU]
    info = "/svedeniya-ob-obrazovatelnoy-organizatsii/"
    sections = {title: child(info, title) for title in _SECTIONS}
    build.add(sections["Документы"], _documents(build, max(30, total // 20), 2, netcat))
    council = child(sections["Структура и органы управления"], "Методический совет")
    build.add(council, listed([(build.file(netcat("x"), act=True), build.words.nothing())]))
    first = _news(
        build, total // 2, lambda number: f"/roditelyam-i-uchenikam/novosti/?cur={number + 1}" if number else "/roditelyam-i-uchenikam/novosti/",
        lambda number, _title: f"/roditelyam-i-uchenikam/novosti/novosti_{number}.html",
    )  # fmt: skip
    build.add("/roditelyam-i-uchenikam/", link(first, "Новости"))
    mentors = child("/nasha-shkola/", "Наставничество")
    for title in ("Приказ о внедрении", "Положение", "Дорожная карта"):
        typed = child(mentors, title, "<p>П Р И К А З</p><p>от 02.09.2024 № 118</p><p>В целях поддержки педагогов приказываю утвердить.</p>")
        build.site.acts.add(typed)
    work = child("/pedagogam-i-sotrudnikam/", "Методическая работа")
    year = child(work, "2024-2025 учебный год")
    union = child(year, "Объединение учителей гуманитарного цикла")
    build.add(union, listed([(build.file(netcat("x"), act=True), build.words.act()), (build.file(netcat("x"), act=True), build.words.nothing())]))
    for _ in range(total // 50):
        build.add(work, link(build.file(netcat("x")), build.words.teaching()) + "<br>")
    partners = child("/nasha-shkola/", "Наши партнёры")
    build.add(partners, listed([(build.file(netcat("x"), act=True), build.words.act())]))
    for number in range(total // 8):
        child("/nasha-shkola/", f"Класс {number % 11 + 1} {'абвгд'[number % 5]} {number}")
    _fill(build, total, others, lambda number: f"/roditelyam-i-uchenikam/poleznoe/stranitsa-{number}/")
    build.add(home, listed(build.menu))
    return build.finish()


def joomla(total: int, seed: int) -> GeneratedSite:
    """An authority's portal: articles by number, documents in a list of many pages, files with names in Latin letters."""
    build = Builder("joomla", seed, "Joomla! - Open Source Content Management")
    numbers = iter(range(100, 10**6))
    home = build.page("/", "Отдел образования")

    def article(title: str) -> str:
        return f"/index.php/{build.draw.choice(('dokumenty', 'deyatelnost', 'o-nas'))}/{next(numbers)}-{slug(title)}"

    others = _main_menu(build, article)
    orders = max(6, total // 50)
    places = {build.draw.randrange(orders) for _ in range(3)}
    for number in range(orders):
        rows = []
        for index in range(15):
            act = number in places and index == 7
            text = build.words.act() if act else build.words.other()
            name = build.words.act_slug() if act else f"prikaz_{number}_{index}"
            rows.append((build.file(f"/images/docs/{name}_{next(numbers)}.doc", act=act), text))
        near = [(f"/index.php/dokumenty/prikazy?start={other * 15}" if other else "/index.php/dokumenty/prikazy", str(other + 1)) for other in range(orders)]
        build.page(near[number][0], "Приказы отдела образования", listed(rows), listed(near))
    build.menu.append(("/index.php/dokumenty/prikazy", "Приказы"))
    first = _news(
        build, int(total * 0.45), lambda number: f"/index.php/novosti?start={number * 10}" if number else "/index.php/novosti",
        lambda number, title: f"/index.php/novosti/{number + 5000}-{slug(title)}",
    )  # fmt: skip
    build.menu.append((first, "Новости"))
    service = build.page(article("mezhshkolnye obedineniya"), "Межшкольные сообщества")
    build.menu.append((service, "Методический кабинет"))
    for subject in ("математики", "физики", "русского языка", "географии"):
        own = build.page(article(f"rmo uchiteley {slug(subject)}"), f"РМО учителей {subject}", "<p>Руководитель объединения.</p>")
        build.add(service, link(own, f"Учителя {subject}") + "<br>")
        papers = build.page(article("materialy"), "Материалы")
        build.add(own, link(papers, "Материалы"))
        build.add(papers, listed([(build.file(f"/images/{next(numbers)}.pdf", act=True), build.words.nothing())]))
        build.add(papers, listed((build.file(f"/images/{next(numbers)}.pptx"), build.words.teaching()) for _ in range(3)))
    typed = build.page(article("podderzhka molodyh kadrov"), "Поддержка молодых кадров", "<p>ПРИКАЗ от 03.09.2024 № 210</p><p>О школе молодого педагога</p>")
    build.site.acts.add(typed)
    build.add(service, link(typed, "Молодые кадры"))
    table = "".join(f"<tr><td>{build.words.act()}</td><td>{link(build.file(f'/images/{next(numbers)}.pdf', act=True), 'pdf')}</td></tr>" for _ in range(2))
    build.add(service, f"<table>{table}</table>")
    _fill(build, total, others, lambda _number: article("svedeniya"))
    build.add(home, listed(build.menu[:10]))
    return build.finish()


SITES: tuple[Callable[[int, int], GeneratedSite], ...] = (wordpress, filecard, gosweb, joomla)
