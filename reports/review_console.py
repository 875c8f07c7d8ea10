"""The reviewer's queue in the terminal: what waits, one item with everything that is known of it, the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checks.model import VERDICT_TEXT, DecisionKind, Evidence, Finding
from checks.queue import REASON_TEXT, Case, Item, Reason
from checks.review import KIND_TEXT, day_text, decided_text, outcome_text
from checks.review_model import DECIDING, Decision
from crawler.model import Institution
from programmes.model import Programme
from reports.clean import address, line
from reports.console import STYLES
from reports.dates import moment
from reports.model import amount
from reports.plural import DECISION, ITEM, counted
from reports.words import LEVEL_TEXT, remarks_text, source_text

_QUOTE = 600


def finding_text(finding: Finding, programme: Programme) -> str:
    """«есть с замечаниями», «62,5 %»: the number where there is one."""
    if finding.value is None:
        return VERDICT_TEXT[finding.verdict]
    percent = any(item.id == finding.indicator and item.type == "share" for item in programme.indicators)
    return amount(finding.value, percent)


def indicator_label(id: str, programme: Programme) -> str:
    """«3. Наставничество»; the bare id where the programme does not know it."""
    return next((f"{item.id}. {item.short}" for item in programme.indicators if item.id == id), id)


def show_queue(
    console: Console, items: Sequence[Item], places: Mapping[str, Institution], programme: Programme, hidden: int = 0
) -> None:
    """The items as a table, then how many of each reason; ``hidden`` items wait that the filters left out."""
    if not items:
        console.print(Text("Очередь пуста: смотреть нечего.", "green"))
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for heading, options in (
        ("Пункт", {"no_wrap": True}), ("Организация", {"ratio": 3}), ("Показатель", {"ratio": 2}),
        ("Вывод программы", {"ratio": 2}), ("Почему смотреть", {"ratio": 3}),
    ):  # fmt: skip
        table.add_column(heading, **options)
    for item in items:
        case = item.case
        place = places[case.finding.school]
        reasons = "; ".join(REASON_TEXT[reason] for reason in item.reasons)
        decision = case.decision
        said = f"решение: {decided_text(decision)}" if decision and decision.verdict else ""
        table.add_row(
            Text(case.name, "bold"), Text(line(place.short_name or place.name)),
            Text(line(indicator_label(case.finding.indicator, programme))),
            Text(finding_text(case.finding, programme), STYLES[case.finding.verdict]),
            Text("; ".join(filter(None, (reasons, said)))),
        )  # fmt: skip
    console.print(table)
    counts = {reason: sum(reason in item.reasons for item in items) for reason in Reason}
    listed = ", ".join(f"{REASON_TEXT[reason]} — {count}" for reason, count in counts.items() if count)
    tail = f"; за рамками отбора ещё {counted(hidden, ITEM)}" if hidden else ""
    console.print(Text(f"Всего {counted(len(items), ITEM)}{tail}. {listed[:1].upper()}{listed[1:]}{'.' if listed else ''}"))
    console.print(Text("Подробно: school-monitor review show ПУНКТ"), style="dim")


def show_item(
    console: Console,
    item: Item,
    place: Institution,
    programme: Programme,
    copies: Mapping[str, str],
    acts: Sequence[tuple[int, str]],
) -> None:
    """One item: verdict, reasons, evidence, nearest miss, decisions. ``copies`` says by address where the archived copy lies,
    ``acts`` are the other acts of the site (number, name) that may be chosen instead."""
    case, finding = item.case, item.case.finding
    console.print(Text(f"{case.name} — {line(place.name)}", "bold"))
    label = indicator_label(finding.indicator, programme)
    name = next((known.name for known in programme.indicators if known.id == finding.indicator), "")
    console.print(Text(f"{line(label)}: {line(name)}" if name else line(label)))
    console.print()
    console.print(Text.assemble("Вывод программы: ", (finding_text(finding, programme), STYLES[finding.verdict])))
    for reason in item.reasons:
        console.print(Text(f"Почему смотреть: {REASON_TEXT[reason]}", "yellow"))
    if finding.remarks:
        console.print(Text(f"Замечания: {remarks_text(finding.remarks)}"))
    if finding.explanation:
        console.print(Text(line(finding.explanation)))
    for text in case.conflicts:
        console.print(Text(f"Расхождение: {line(text)}", "yellow"))
    for number, evidence in enumerate(finding.evidence, 1):
        console.print()
        console.print(_evidence(number, evidence, copies))
    miss = finding.nearest_miss
    if miss is not None:
        console.print()
        console.print(Text(f"Ближайший неподошедший документ: {line(miss.title or miss.url)} — {line(miss.why)}"))
        console.print(Text(f"  {address(miss.url)}"), soft_wrap=True)
    searched = finding.searched
    unread = f", не прочитано документов — {searched.unread_documents}" if searched.unread_documents else ""
    whole = "поиск полный" if searched.complete else "поиск неполный"
    console.print()
    console.print(Text(f"Просмотрено: страниц — {searched.pages}, документов — {searched.documents}{unread}; {whole}."))
    if acts:
        console.print(Text("Другие акты этого сайта (review act ПУНКТ --act НОМЕР):", "bold"))
        for id, text in acts:
            console.print(Text(f"  {id}  {line(text, 160)}"))
    _decisions(console, case)


def _evidence(number: int, evidence: Evidence, copies: Mapping[str, str]) -> Padding:
    title = line(evidence.title or evidence.link_text or evidence.url, 300)
    requisites = " ".join(
        part for part in (
            evidence.kind, f"от {day_text(evidence.date)}" if evidence.date else "без даты", f"№ {line(evidence.number)}" if evidence.number else "без номера",
        )
    )  # fmt: skip
    parts = [
        Text.assemble((f"{number}. {title}", "bold")),
        Text(f"{requisites}; {line(evidence.issuer) or 'кем принят — не указано'}; {LEVEL_TEXT[evidence.level]}"),
    ]
    if evidence.quote:
        parts.append(Text(f"Цитата: «{line(evidence.quote, _QUOTE)}»"))
    if evidence.reasons:
        parts.append(Text("Засчитано по словам: " + ", ".join(f"«{line(reason)}»" for reason in evidence.reasons)))
    if evidence.remarks:
        parts.append(Text(f"Замечания: {remarks_text(evidence.remarks)}"))
    parts.append(Text(f"Файл: {line(evidence.url)}"))
    if evidence.page_url:
        parts.append(Text(f"Страница: {line(evidence.page_url)}"))
    if evidence.link_text:
        parts.append(Text(f"Текст ссылки: {line(evidence.link_text, 300)}"))
    got = f", получен {moment(evidence.fetched)}" if evidence.fetched else ""
    parts.append(Text(f"Чтение: {source_text(evidence.text_source)}{got}"))
    if evidence.sha256:
        parts.append(Text(f"SHA-256: {evidence.sha256}"))
    if evidence.url in copies:
        parts.append(Text(f"Сохранённая копия: {copies[evidence.url]}"))
    return Padding(Group(*parts), (0, 0, 0, 2))


def _decisions(console: Console, case: Case) -> None:
    if not case.log:
        console.print(Text("Решений ещё не было."))
        return
    console.print(Text("Журнал:", "bold"))
    held = case.decision
    for entry in case.log:
        console.print(Padding(log_entry(entry, held is not None and held.id == entry.id), (0, 0, 0, 2)))


def log_entry(entry: Decision, held: bool | None = None) -> Text:
    """One entry of the log on a few lines. ``held`` tells whether it is in force, ``None`` leaves that open."""
    said = KIND_TEXT[entry.kind]
    if entry.verdict is not None:
        said += f" → {decided_text(entry)}"
    if entry.withdraws is not None:
        said += f" (№ {entry.withdraws})"
    text = Text.assemble(f"№ {entry.id}  {moment(entry.decided)}  {line(entry.author)}: ", (said, "bold"))
    if held:
        text.append("  [действует]", "green")
    if entry.act is not None:
        act = entry.act
        text.append(f"\n  акт: {act.kind} «{line(act.title)}» {f'№ {line(act.number)}' if act.number else ''} {day_text(act.date) if act.date else ''} {line(act.url)}")
    if entry.comment:
        text.append(f"\n  почему: {line(entry.comment)}")
    if entry.objection:
        day = f" от {day_text(entry.objection_day)}" if entry.objection_day else ""
        text.append(f"\n  возражение организации{day}: {line(entry.objection)}")
    if entry.kind in DECIDING:
        text.append(f"\n  вывод программы тогда: {outcome_text(entry.machine.verdict, entry.machine.value)}", "dim")
    if entry.source:
        text.append(f"\n  из файла: {line(entry.source)}", "dim")
    return text


def show_log(console: Console, entries: Sequence[Decision], places: Mapping[str, Institution], in_force: frozenset[int]) -> None:
    """The whole log, the oldest first. Schools that are in the log only are shown by their ids."""
    if not entries:
        console.print(Text("Журнал пуст: решений ещё не было."))
        return
    for entry in entries:
        place = places.get(entry.school)
        name = f" — {line(place.short_name or place.name)}" if place else ""
        console.print(Text(f"{entry.school}:{entry.indicator}{name}", "bold"))
        console.print(Padding(log_entry(entry, entry.id in in_force), (0, 0, 1, 2)))
    decided = sum(entry.kind in DECIDING for entry in entries)
    objections = sum(entry.kind is DecisionKind.OBJECTION or bool(entry.objection) for entry in entries)
    console.print(Text(f"Всего {counted(decided, DECISION)}, действует {len(in_force)}, возражений {objections}."))
