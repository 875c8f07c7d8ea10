"""The HTML report: a folder that can be put on any site as it is, or opened from a disk.

No outer address is loaded. Two small scripts of our own stand in the folder; without them the pages show everything. Titles, quotes
and addresses come from foreign sites: everything is autoescaped, only http(s) addresses become links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jinja2 import Environment

from crawler.model import InstitutionKind
from reports import html_names as names
from reports.charts import charts
from reports.html_environment import FILES, environment, own_file
from reports.html_views import BAR, DETAILS, Detail, changes_of, listed_acts, past_rows, remark_counts, slices, years
from reports.model import Report
from reports.open_columns import ACT_COLUMNS, FINDING_COLUMNS
from reports.statement import statement

LIMIT = 2_000_000
"""Bytes of the whole folder: long lists are cut to keep it, open data that would not fit are packed or named, not copied."""
_DATA_PAGE = 30_000
"""Room left for the page on open data, which is made last."""
_ARCHIVE = "open-data.zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of the open data. ``path`` is where it stands in the folder, empty when it is too large for it."""

    name: str
    size: int
    path: str


def pages(report: Report, tables: Mapping[str, bytes] | None = None) -> Iterator[tuple[str, bytes]]:
    """Paths and contents of the folder's files, the index first. ``tables`` are the open data (name → content)."""
    size = 0
    for name, content in _pages(report):
        size += len(content)
        yield name, content
    room = LIMIT - size - _DATA_PAGE
    institutions = _fitting(report, room)
    yield from institutions.items()
    files, page = _open_data(tables or {}, room - sum(map(len, institutions.values())))
    yield from page.items()
    yield names.DATA, _bytes(_environment(report).get_template("data.html.j2").render(files=files, findings=FINDING_COLUMNS, acts=ACT_COLUMNS))


def _fitting(report: Report, room: int) -> dict[str, bytes]:
    """The institutions' pages, as full as the folder's size allows; the shortest whatever their size."""
    for detail in DETAILS:
        made: dict[str, bytes] = {}
        size = 0
        for name, content in _institutions(report, detail):
            made[name] = content
            size += len(content)
            if size > room and detail is not DETAILS[-1]:
                break
        else:
            return made
    return made


def _pages(report: Report) -> Iterator[tuple[str, bytes]]:
    made = _environment(report)
    indicators = names.indicator_names(report.columns, report.rows)
    pictures = charts(report)
    said = statement(report)
    bars = [(total, slices(total)) for total in report.totals]
    kinds = {row.institution.kind for row in report.rows}
    index = made.get_template("index.html.j2")
    yield names.INDEX, _bytes(
        index.render(
            charts=pictures, bars=bars, said=said, kinds=[kind for kind in InstitutionKind if kind in kinds],
            years=[(column, years(report, column)) for column in report.columns if not column.numeric],
        )
    )  # fmt: skip
    for name in FILES:
        yield name, own_file(name).encode()
    for chart in pictures:
        yield f"{chart.name}.svg", chart.image("svg")
    page = made.get_template("indicator.html.j2")
    for index_of, (total, parts) in enumerate(bars):
        column = total.column
        yield indicators[column.id], _bytes(
            page.render(total=total, parts=parts, column=column, index=index_of, years=years(report, column), remarks=remark_counts(report, column))
        )
    yield names.CHANGES, _bytes(made.get_template("changes.html.j2").render(changes=changes_of(report.comparison), said=said))
    yield names.MEASURES, _bytes(made.get_template("measures.html.j2").render(said=said))
    yield names.METHOD, _bytes(made.get_template("method.html.j2").render(said=said))


def _institutions(report: Report, detail: Detail) -> Iterator[tuple[str, bytes]]:
    page = _environment(report).get_template("institution.html.j2")
    file_names = names.page_names(report.rows)
    for row in report.rows:
        school = row.institution.id
        yield file_names[school], _bytes(
            page.render(
                row=row, past=past_rows(report, school), changes=changes_of(report.comparison, school), measures=report.measures_of(school),
                listed=listed_acts(row, detail.acts), detail=detail,
            )
        )  # fmt: skip


def _environment(report: Report) -> Environment:
    return environment(
        report,
        {
            "report": report,
            "programme": report.programme,
            "run": report.run,
            "names": names.page_names(report.rows),
            "indicators": names.indicator_names(report.columns, report.rows),
            "titles": {row.institution.id: row.title for row in report.rows},
            "bar_width": BAR,
        },
    )


def _open_data(tables: Mapping[str, bytes], room: int) -> tuple[tuple[DataFile, ...], dict[str, bytes]]:
    """The open data as the page lists them, and the copies that go into the folder: all files when there is room, else packed."""
    if not tables:
        return (), {}
    whole = sum(map(len, tables.values())) <= room
    copied = {f"data/{name}": content for name, content in tables.items()} if whole else {}
    listed = [DataFile(name, len(content), f"data/{name}" if whole else "") for name, content in tables.items()]
    if not whole:
        packed = _packed(tables)
        if len(packed) <= room:
            copied[f"data/{_ARCHIVE}"] = packed
            listed.append(DataFile(_ARCHIVE, len(packed), f"data/{_ARCHIVE}"))
    return tuple(listed), copied


def _packed(tables: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in tables.items():
            archive.writestr(ZipInfo(name, _EPOCH), content, ZIP_DEFLATED)
    return stream.getvalue()


def _bytes(page: str) -> bytes:
    return page.encode("utf-8", "replace")
