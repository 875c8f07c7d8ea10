"""Sources of the corpus documents: their markup, their labels and the bodies put together from pools of sentences.

A source file holds documents one after another::

    === name.pdf; s=МБОУ «Школа»; font=Arial; size=12
    @ kind | number | date | level | draft | form | link text | note
    <<table            two columns (modes: table, rows, tabs, spaces, box, right, header, mixed)
    left line
    ||
    right line
    >>
    ^ centred   ^! centred and bold   > right   ! bold   # list item   ---  page break   anything else: a justified paragraph
    %hdr text   %ftr text   %reg topic N   %ord topic N   %plan topic   %deal topic   %prog topic   %letter topic   %list
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AUTHORITIES = {"Управление", "Отдел", "Комитет", "Министерство", "Департамент", "Администрация", "Дума", "ИМЦ"}
SOURCES = Path(__file__).parent / "document_sources"


@dataclass(frozen=True)
class Label:
    """What an attentive official would write down of one act."""

    kind: str
    number: str
    date: str
    level: str
    draft: str
    form: str
    link_text: str
    note: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; ``align`` is justify, center, right or left."""

    text: str
    align: str = "justify"
    bold: bool = False
    item: bool = False


@dataclass(frozen=True)
class Columns:
    """A block of one or more columns of lines and the way it is laid out."""

    mode: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Grid:
    """A table with a heading row."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Break:
    """A page break."""


@dataclass(frozen=True)
class Edge:
    """Text of the page's header or footer part."""

    place: str
    text: str


Block = Paragraph | Columns | Grid | Break | Edge


@dataclass
class Source:
    """One document to make: file name, options, labels in the order of the acts and blocks."""

    name: str
    options: dict[str, str]
    labels: list[Label] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def option(self, key: str, default: str) -> str:
        """An option of the document's first line or the default."""
        return self.options.get(key, default)

    def plain(self) -> str:
        """All the text that the document shows, a line a paragraph."""
        return "\n".join(line for block in self.blocks for line in block_lines(block))


class SourceError(ValueError):
    """A source file that cannot be understood; the message names the document."""


def block_lines(block: Block) -> list[str]:
    """The lines of a block without layout."""
    if isinstance(block, Paragraph | Edge):
        return [block.text]
    if isinstance(block, Columns):
        return [line for cell in block.cells for line in cell]
    if isinstance(block, Grid):
        return [" ".join(row) for row in block.rows]
    return []


class Bodies:
    """Bodies of documents: seeded choices from the pools of ``bodies.toml``."""

    def __init__(self, pools: dict[str, Any], seed: str, issuer: str) -> None:
        self.pools = pools
        self.authority = issuer.split(" ")[0] in AUTHORITIES
        self.rng = random.Random(seed)

    def regulation(self, topic: str, length: int) -> list[Block]:
        """Sections of a regulation with ``length`` clauses of the topic."""
        rng, pool = self.rng, self.pools[topic]
        legal = self.pools["legal_mentor"] if topic in {"mentor", "young"} else self.pools["legal"]
        general = self.pools["general"]
        if self.authority:
            legal, general = ([text for text in texts if "{s}" not in text and "школ" not in text] for texts in (legal, general))
        clauses = rng.sample(pool["clauses"], min(length, len(pool["clauses"])))
        heads = rng.choice(
            [
                ["Общие положения", "Цели и задачи", "Организация работы", "Заключительные положения"],
                ["ОБЩИЕ ПОЛОЖЕНИЯ", "ОСНОВНЫЕ НАПРАВЛЕНИЯ", "ПОРЯДОК РАБОТЫ", "ДОКУМЕНТАЦИЯ И КОНТРОЛЬ"],
                ["Общие положения.", "Содержание деятельности.", "Права и обязанности.", "Ответственность."],
                ["О Б Щ И Е  П О Л О Ж Е Н И Я", "Ц Е Л И", "О Р Г А Н И З А Ц И Я", "К О Н Т Р О Л Ь"],
            ]
        )
        mark = rng.choice(["{n}. ", "{n}.", "{r}. ", "Раздел {n}. "])
        parts = [[rng.choice(legal)], clauses[: len(clauses) // 2], clauses[len(clauses) // 2 :], rng.sample(general, 2)]
        align, bold, dotted = rng.choice(["center", "justify", "left"]), rng.random() < 0.7, rng.random() < 0.75
        blocks: list[Block] = []
        for n, (head, part) in enumerate(zip(heads, parts, strict=True), 1):
            blocks.append(Paragraph(mark.format(n=n, r=["I", "II", "III", "IV"][n - 1]) + head, align, bold))
            blocks += [Paragraph(f"{n}.{i}. {text}" if dotted else f"- {text}", item=False) for i, text in enumerate(part, 1)]
        return blocks

    def order(self, topic: str, length: int) -> list[Block]:
        """Preamble, the ordering word and ``length`` points."""
        rng, pool = self.rng, self.pools[topic]
        word = rng.choice(["ПРИКАЗЫВАЮ:", "п р и к а з ы в а ю:", "П Р И К А З Ы В А Ю:", "приказываю:"])
        points = [
            *rng.sample(pool["tasks"], min(length, len(pool["tasks"]))),
            *rng.sample(self.pools["points_authority" if self.authority else "points"], 2),
        ]
        basis = rng.choice(self.pools["basis_authority" if self.authority else "basis"])
        inline = word.startswith("п р и") or word == "приказываю:"
        head: list[Block] = (
            [Paragraph(f"{basis} {word}")] if inline else [Paragraph(basis), Paragraph(word, rng.choice(["left", "center"]))]
        )
        listed = rng.random() < 0.3
        return head + [Paragraph(text if listed else f"{n}. {text}", item=listed) for n, text in enumerate(points, 1)]

    def plan(self, topic: str) -> list[Block]:
        """A table of events with terms and persons in charge."""
        rng = self.rng
        months = ["сентябрь", "октябрь", "ноябрь", "декабрь", "январь", "февраль", "март", "апрель", "май"]
        rows = [("№ п/п", "Мероприятие", "Срок", "Ответственный")]
        for n, event in enumerate(self.pools[topic]["events"], 1):
            rows.append(
                (
                    str(n),
                    event,
                    months[min(n + rng.randrange(2), 8)],
                    rng.choice(["зам. директора", "руководитель МО", "методист", "куратор"]),
                )
            )
        return [Grid(tuple(rows))]

    def deal(self, topic: str) -> list[Block]:
        """Sections of a contract or an agreement."""
        rng, pool = self.rng, self.pools[topic]
        clauses = rng.sample(pool["clauses"], 3)
        lines = [
            "1. Предмет договора",
            f"1.1. Стороны договариваются о совместной деятельности. {clauses[0]}",
            f"1.2. {clauses[1]}",
            "2. Обязанности сторон",
            f"2.1. {clauses[2]}",
            "2.2. Стороны обязуются своевременно уведомлять друг друга об изменениях.",
            "3. Срок действия",
            rng.choice(
                [
                    "3.1. Договор вступает в силу со дня подписания и действует до 31.05.2027 года.",
                    "3.1. Срок действия – один учебный год с правом продления.",
                ]
            ),
            "4. Реквизиты и подписи сторон",
        ]
        return [
            Paragraph(line, "justify" if "." in line[1:3] and line[2].isdigit() else "center", not line[2].isdigit())
            for line in lines
        ]

    def programme(self, topic: str) -> list[Block]:
        """Explanatory note, aims, stages and expected results."""
        rng, pool = self.rng, self.pools[topic]
        clauses = rng.sample(pool["clauses"], 4)
        lines = [
            "Пояснительная записка",
            rng.choice([text for text in self.pools["legal"] if not self.authority or "{s}" not in text]),
            clauses[0],
            "Цель и задачи",
            clauses[1],
            clauses[2],
            "Этапы реализации",
            *[f"{n} этап. {event}." for n, event in enumerate(pool["events"][:3], 1)],
            "Ожидаемые результаты",
            clauses[3],
        ]
        return [Paragraph(line, "center" if len(line) < 24 else "justify", len(line) < 24) for line in lines]

    def letter(self, topic: str) -> list[Block]:
        """Body of an official letter."""
        rng, pool = self.rng, self.pools[topic]
        return [
            Paragraph("Уважаемые руководители!", "center"),
            Paragraph(f"Сообщаем, что в текущем учебном году продолжается работа. {rng.choice(pool['clauses'])}"),
            Paragraph(rng.choice(pool["clauses"])),
            Paragraph("Просим направить сведения об исполнении в наш адрес по электронной почте."),
        ]

    def people(self) -> list[Block]:
        """A list of pairs of teachers."""
        names = self.rng.sample(
            [
                "Анисимова К.Л.",
                "Бобров П.Р.",
                "Веткина С.О.",
                "Гончар Д.Е.",
                "Дроздова И.И.",
                "Ежов М.М.",
                "Жаркова Т.Т.",
                "Клёнов Ю.С.",
            ],
            6,
        )
        rows = [("№", "Наставник", "Наставляемый"), *[(str(n + 1), names[2 * n], names[2 * n + 1]) for n in range(3)]]
        return [Grid(tuple(rows))]

    def make(self, command: str) -> list[Block]:
        """Blocks for a ``%command topic N`` line."""
        word, *rest = command.split()
        length = int(rest[1]) if len(rest) > 1 else 4
        if word == "list":
            return self.people()
        if word in {"reg", "ord"}:
            return self.regulation(rest[0], length) if word == "reg" else self.order(rest[0], length)
        makers = {"plan": self.plan, "deal": self.deal, "prog": self.programme, "letter": self.letter}
        return makers[word](rest[0])


def read_sources(seed: int) -> list[Source]:
    """All documents of ``document_sources``, in the order of files and lines."""
    pools = tomllib.loads((SOURCES / "bodies.toml").read_text(encoding="utf-8"))
    found: list[Source] = []
    for path in sorted(SOURCES.glob("*.txt")):
        for chunk in re.split(r"(?m)^=== ", path.read_text(encoding="utf-8"))[1:]:
            found.append(_read_one(chunk, pools, seed))
    return found


def _read_one(chunk: str, pools: dict[str, Any], seed: int) -> Source:
    lines = chunk.rstrip().split("\n")
    name, *pairs = [part.strip() for part in lines[0].split(";")]
    source = Source(name, dict(pair.split("=", 1) for pair in pairs))
    bodies = Bodies(pools, f"{seed}:{name}", source.option("s", ""))
    columns: list[list[str]] | None = None
    mode = ""
    for line in lines[1:]:
        if columns is not None:
            if line == ">>":
                source.blocks.append(Columns(mode, tuple(tuple(cell) for cell in columns)))
                columns = None
            elif line == "||":
                columns.append([])
            else:
                columns[-1].append(line)
        elif line.startswith("@"):
            cells = [cell.strip() for cell in line[1:].split("|")]
            if len(cells) != 8:
                raise SourceError(f"{name}: a label needs 8 cells, has {len(cells)}: {line}")
            source.labels.append(Label(*cells))
        elif line.startswith("<<"):
            mode, columns = line[2:].strip(), [[]]
        elif line.strip():
            source.blocks += _blocks(line, bodies)
    if columns is not None or not source.labels:
        raise SourceError(f"{name}: an open block or no label")
    school = source.option("s", "школы")
    source.blocks = [_named(block, school) for block in source.blocks]
    return source


def _blocks(line: str, bodies: Bodies) -> list[Block]:
    if line == "---":
        return [Break()]
    if line.startswith(("%hdr ", "%ftr ")):
        return [Edge(line[1:4], line[5:])]
    if line.startswith("%"):
        return bodies.make(line[1:])
    for mark, align, bold, item in (
        ("^! ", "center", True, False),
        ("^ ", "center", False, False),
        ("> ", "right", False, False),
        ("! ", "left", True, False),
        ("# ", "justify", False, True),
        ("< ", "left", False, False),
    ):
        if line.startswith(mark):
            return [Paragraph(line[len(mark) :], align, bold, item)]
    return [Paragraph(line)]


def _named(block: Block, school: str) -> Block:
    def put(text: str) -> str:
        return text.replace("{s}", school)

    if isinstance(block, Paragraph):
        return Paragraph(put(block.text), block.align, block.bold, block.item)
    if isinstance(block, Columns):
        return Columns(block.mode, tuple(tuple(put(line) for line in cell) for cell in block.cells))
    if isinstance(block, Edge):
        return Edge(block.place, put(block.text))
    return block
