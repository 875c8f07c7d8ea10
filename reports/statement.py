"""The analytical statement as plain texts and tables: what the Word template is filled with. No layout here, only Russian."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from checks.model import REMARK_TEXT, VERDICT_TEXT, Verdict
from checks.recommendation import OPEN, State
from crawler.model import InstitutionKind
from programmes.model import LegalBasis, LevelThreshold
from programmes.territory import local
from reports.charts import shares_by_day
from reports.clean import line
from reports.effect import overall
from reports.measures_text import effect_share, state_text, subject
from reports.model import Report, Row, Total, amount, lacking_text
from reports.plural import ACT, INSTITUTION, INSTITUTION_OF, NBSP, RECOMMENDATION, SITE, VACANCY, counted, number
from reports.statement_changes import changes_text
from reports.visits import visit_reason, visit_text
from reports.words import KINDS_TEXT

_NONE = "Сведений нет."
_TO_FILL_IN = "________________________________________ (вписать распорядительный акт органа управления образованием, его дату и номер)"
_MOST_NAMED = 40
"""Up to this many organisations are named in running text; the appendix names all."""


@dataclass(frozen=True, slots=True)
class Section:
    """One indicator: its passport, counts by verdict, and what they say."""

    title: str
    criterion: str
    method: str
    source: str
    counts: tuple[tuple[str, str, str], ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything the statement says, in the order of its sections. Rows are tuples of cell texts."""

    place: str
    programme: str
    period: str
    as_of: str
    basis: str
    origin: str
    """Whose programme it is where the ground is another's order; else empty."""
    authority: str
    general: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    rating: tuple[str, ...]
    rating_rows: tuple[tuple[str, str, str, str], ...]
    changes: tuple[str, ...]
    effect: tuple[str, ...]
    effect_rows: tuple[tuple[str, ...], ...]
    conclusions: tuple[str, ...]
    measures: tuple[tuple[str, str, str, str], ...]
    decisions: tuple[str, ...]
    columns: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    visits: tuple[tuple[str, str, str], ...]


def statement(report: Report) -> Statement:
    """The statement of a report."""
    return Statement(
        place=report.place,
        programme=line(report.programme.title),
        period=school_year(date.fromisoformat(report.run.as_of)),
        as_of=_day(report.run.as_of),
        basis=_basis(report),
        origin=_origin(report),
        authority=line(report.authority),
        general=tuple(_general(report)),
        kinds=tuple(_kinds(report)),
        sections=tuple(_section(report, total) for total in report.totals),
        rating=tuple(_rating(report)),
        rating_rows=tuple(_rating_rows(report)),
        changes=tuple(changes_text(report)),
        effect=tuple(_effect(report)),
        effect_rows=tuple(_effect_rows(report)),
        conclusions=tuple(_conclusions(report)),
        measures=tuple(_measures(report)),
        decisions=tuple(_decisions(report)),
        columns=("Организация", *(column.label.replace(NBSP, " ") for column in report.columns)),
        table=tuple((line(row.title), *(cell.text for cell in row.cells)) for row in report.rows),
        visits=tuple((line(row.title), visit_text(row.visit), visit_reason(row.visit)) for row in report.not_fully_read),
    )


def school_year(day: date) -> str:
    """«2024/25 учебный год»: it begins on 1 September; the monitoring of June still speaks of the year that ends."""
    start = day.year if day.month >= 9 else day.year - 1
    return f"{start}/{(start + 1) % 100:02} учебный год"


def at(part: int, whole: int) -> str:
    """«у 12 из 64 организаций (18,8 %)»; without a share where there is nothing to divide by."""
    if not whole:
        return "ни у одной организации"
    return f"у{NBSP}{number(part)} из {counted(whole, INSTITUTION_OF)} ({number(100 * part / whole)}{NBSP}%)"


def _day(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))


def _names(rows: Sequence[Row]) -> str:
    named = "; ".join(line(row.title) for row in rows[:_MOST_NAMED])
    left = len(rows) - _MOST_NAMED
    return named + (f" и ещё {counted(left, INSTITUTION)} (приложение 1)" if left > 0 else "")


def _schools(report: Report) -> tuple[Row, ...]:
    return tuple(row for group in report.groups for row in group.rows)


def _basis(report: Report) -> str:
    """What the analyst says, else the programme's order where it is in force, else a line to be filled in by hand."""
    if report.basis:
        return line(report.basis).rstrip(".")
    first = _first_basis(report)
    if first is None or (local(report.programme, first) and not report.at_home):
        return _TO_FILL_IN
    return _named(first)


def _origin(report: Report) -> str:
    first = _first_basis(report)
    return _named(first) if first is not None and not report.at_home and local(report.programme, first) else ""


def _first_basis(report: Report) -> LegalBasis | None:
    day = date.fromisoformat(report.run.as_of)
    return next((item for item in report.programme.legal_basis if item.in_force(day)), None)


def _named(basis: LegalBasis) -> str:
    return f"«{line(basis.title)}» ({line(basis.issuer)}, {basis.date:%d.%m.%Y} №{NBSP}{line(basis.number)})"


def _general(report: Report) -> Iterable[str]:
    rows, read = report.rows, [row for row in report.rows if row.fully_read]
    yield (
        f"Мониторинг проведён методом анализа официальных сайтов образовательных организаций по состоянию на {_day(report.run.as_of)} "
        f"(проверка №{NBSP}{report.run.id}, обход сайтов начат {_day(report.run.started[:10])}). Источники: официальные сайты организаций и "
        "органа управления образованием, таблицы участия и вакансий, представленные организациями."
    )
    pages = sum(row.visit.pages for row in rows if row.visit)
    documents = sum(row.visit.documents for row in rows if row.visit)
    acts = sum(len(row.acts) for row in rows)
    yield (
        f"Обследовано: {counted(len(rows), INSTITUTION)}. Полностью прочитано: {counted(len(read), SITE)}; страниц — {number(pages)}, "
        f"документов — {number(documents)}, в них найдено: {counted(acts, ACT)}."
    )
    if report.not_fully_read:
        yield (
            f"Не удалось прочитать полностью: {counted(len(report.not_fully_read), SITE)} (приложение 2). По показателям, о которых из-за этого "
            "нельзя сделать вывод, указано «нет данных»; такие организации не считаются не имеющими документов."
        )
    yield from report.notes


def _kinds(report: Report) -> Iterable[tuple[str, str]]:
    counts = Counter(row.institution.kind for row in report.rows)
    for kind in InstitutionKind:
        if counts[kind]:
            yield KINDS_TEXT[kind], number(counts[kind])


def _section(report: Report, total: Total) -> Section:
    indicator = total.column.indicator
    return Section(
        title=line(f"{total.column.id}. {total.column.name}"),
        criterion=line(indicator.criterion) if indicator else "",
        method=line(indicator.method) if indicator else "",
        source=line(indicator.source) if indicator else "",
        counts=tuple(
            (total.column.counted_as(kind), number(total.counts[kind]), number(100 * total.counts[kind] / total.rows))
            for kind in (*Verdict, None)
            if total.counts.get(kind)
        ),
        paragraphs=tuple(_numeric(report, total) if total.column.numeric else _acts(report, total)),
    )


def _acts(report: Report, total: Total) -> Iterable[str]:
    index = report.totals.index(total)
    cells = [(row, row.cells[index]) for row in _schools(report)]
    if not cells:
        yield _NONE
        return
    have = total.counts.get(Verdict.PRESENT, 0) + total.counts.get(Verdict.PARTIAL, 0)
    yield f"Акты размещены {at(have, total.rows)}, в том числе без замечаний — {at(total.counts.get(Verdict.PRESENT, 0), total.rows)}."
    lacking = [row for row, cell in cells if cell.verdict is Verdict.ABSENT]
    if lacking:
        yield f"Акты не размещены ({counted(len(lacking), INSTITUTION)}): {_names(lacking)}."
    unknown = [row for row, cell in cells if cell.verdict in (Verdict.UNKNOWN, None)]
    if unknown:
        yield f"Нет данных ({counted(len(unknown), INSTITUTION)}): {_names(unknown)}."
    remarks = Counter(
        remark for _row, cell in cells if cell.verdict is Verdict.PARTIAL and cell.finding for remark in cell.finding.remarks
    )
    if remarks:
        said = "; ".join(f"{REMARK_TEXT[remark]} — {number(count)}" for remark, count in remarks.most_common())
        yield f"Замечания к размещённым актам: {said}."
    yield from _municipal(report, index)
    yield from _by_years(report, total)


def _municipal(report: Report, index: int) -> Iterable[str]:
    for group in report.groups:
        for row in group.authorities:
            verdict = row.cells[index].verdict
            if verdict is not None:
                yield f"Муниципальный уровень ({line(row.title)}): {VERDICT_TEXT[verdict]}."


def _by_years(report: Report, total: Total) -> Iterable[str]:
    shares = shares_by_day(report, total.column)
    if len(shares) > 1:
        said = "; ".join(f"{_day(day)} — {'нет данных' if share is None else number(share * 100) + NBSP + '%'}" for day, share in shares)
        yield f"Доля организаций, разместивших акты, среди тех, о которых есть данные: {said}."


def _municipal_shares(report: Report, index: int) -> Iterable[str]:
    """The figure of each municipality as its authority's row has it."""
    for group in report.groups:
        for row in group.authorities:
            finding = row.cells[index].finding
            if finding is None or finding.value is None:
                continue
            share = finding.share
            parts = f" ({number(share.took_part)} из {number(share.teachers)} педагогов)" if share and share.took_part is not None and share.teachers else ""
            where = f" ({line(group.municipality)})" if len(report.groups) > 1 else ""
            yield f"Доля по муниципалитету{where}: {amount(finding.value, True)}{parts}."


def _numeric(report: Report, total: Total) -> Iterable[str]:
    index = report.totals.index(total)
    known = [(row, row.cells[index].finding) for row in _schools(report)]
    values = [(row, finding.value) for row, finding in known if finding is not None and finding.value is not None]
    if not values:
        yield "Сведения по показателю не представлены и на сайтах не найдены; значение не рассчитывается."
        return
    yield f"Сведения есть {at(len(values), total.rows)}."
    municipal = tuple(_municipal_shares(report, index)) if total.column.percent else ()
    yield from municipal
    if total.total is not None and not municipal:
        what = "Доля по организациям" if total.column.percent else "Всего"
        text = amount(total.total, True) if total.column.percent else counted(total.total, VACANCY)
        yield f"{what}: {text}."
    ordered = sorted(values, key=lambda item: (-item[1], item[0].title))
    if total.column.percent:
        best = [row for row, value in ordered if value == ordered[0][1]]
        yield f"Наибольшее значение — {amount(ordered[0][1], True)}: {_names(best)}."
    else:
        posts = [f"{line(row.title)} — {number(value, 2)}" for row, value in ordered if value > 0]
        if posts:
            yield f"Вакансии заявили: {'; '.join(posts[:_MOST_NAMED])}."
        none = [row for row, value in ordered if value == 0]
        if none:
            yield f"Сообщили об отсутствии вакансий: {counted(len(none), INSTITUTION)}."


def _rating(report: Report) -> Iterable[str]:
    ranked, apart = report.rating.ranked, report.rating.apart
    levels = Counter(item.level for item in ranked)
    if ranked:
        said = "; ".join(f"{step.name} — {counted(levels[step.name], INSTITUTION)}" for step in _steps(report) if levels[step.name])
        yield f"Уровни организаций, о которых есть данные по всем учитываемым показателям: {said}."
    if apart:
        yield (
            f"Без места показаны организации, по которым нет данных хотя бы об одном показателе: {number(len(apart))}. Их сумма "
            "рассчитана по имеющимся данным и с местами других не сравнивается."
        )
    if report.rating.left_out:
        names = ", ".join(f"«{subject(report, id)}»" for id in report.rating.left_out)
        yield f"В сумму не вошли показатели, данные по которым не загружены: {names}."
    if not ranked and not apart:
        yield _NONE


def _steps(report: Report) -> Sequence[LevelThreshold]:
    return sorted(report.programme.rating, key=lambda step: -step.minimum)


def _rating_rows(report: Report) -> Iterable[tuple[str, str, str, str]]:
    titles = {row.institution.id: line(row.title) for row in report.rows}
    for item in (*report.rating.ranked, *report.rating.apart):
        score = "—" if item.score is None else number(item.score * 100)
        yield item.place or "—", titles.get(item.school, item.school), score, item.level if item.place else "нет данных"


def _effect(report: Report) -> Iterable[str]:
    earlier = [item for item in report.measures if item.recommendation.issued_run != report.run.id]
    if not earlier:
        yield "Рекомендаций прошлых проверок нет."
        return
    now = overall([item for item in report.effects if item.as_of == report.run.as_of])
    yield (
        f"Из рекомендаций прошлых проверок выполнено: {number(now[State.RESOLVED])}; повторено: {number(now[State.REPEATED])}; отозвано: "
        f"{number(now[State.WITHDRAWN])}; исполнение не проверено: {number(now[State.UNVERIFIED])}."
    )
    if now.share is not None:
        yield f"Выполнено {effect_share(now)}{NBSP}% рекомендаций, исполнение которых проверено."


def _effect_rows(report: Report) -> Iterable[tuple[str, ...]]:
    for item in report.effects:
        states = (State.ISSUED, State.REPEATED, State.RESOLVED, State.WITHDRAWN, State.UNVERIFIED)
        yield _day(item.as_of), subject(report, item.indicator), *(number(item[state]) for state in states), effect_share(item)


def _conclusions(report: Report) -> Iterable[str]:
    acts = [total for total in report.totals if not total.column.numeric and total.rows]
    shares = []
    for total in acts:
        have, known = _have(total), total.rows - total.counts.get(Verdict.UNKNOWN, 0) - total.counts.get(None, 0)
        if known:
            shares.append((have / known, have, known, total))
    if shares:
        best, worst = max(shares, key=lambda item: item[0]), min(shares, key=lambda item: item[0])
        yield _finding("Полнее всего", best)
        if best[3] is not worst[3]:
            yield _finding("Менее всего", worst)
    full = [row for row in _schools(report) if _complete(row)]
    if _schools(report):
        yield f"Акты по всем показателям наличия размещены {at(len(full), len(_schools(report)))}."
    lacking = [row for row in report.lacking if row.institution.kind is not InstitutionKind.AUTHORITY]
    if lacking:
        yield f"Хотя бы одного акта нет {at(len(lacking), len(_schools(report)))}."
    elif shares:
        yield "Организаций, о которых установлено отсутствие актов, нет."
    if report.not_fully_read:
        yield f"Выводы неполны по причине недоступности или неполного чтения: {counted(len(report.not_fully_read), SITE)}."
    unloaded = [total.column.label for total in report.totals if total.column.numeric and not total.known]
    if unloaded:
        yield f"Не представлены сведения по показателям: {', '.join(unloaded)}."


def _have(total: Total) -> int:
    return total.counts.get(Verdict.PRESENT, 0) + total.counts.get(Verdict.PARTIAL, 0)


def _finding(head: str, item: tuple[float, int, int, Total]) -> str:
    share, have, known, total = item
    return (
        f"{head} обеспечен показатель «{total.column.label}»: акты есть у{NBSP}{number(have)} из {counted(known, INSTITUTION_OF)}, о которых "
        f"есть данные ({number(share * 100)}{NBSP}%)."
    )


def _complete(row: Row) -> bool:
    acts = [cell.verdict for cell in row.cells if not cell.column.numeric]
    return bool(acts) and all(verdict in (Verdict.PRESENT, Verdict.PARTIAL) for verdict in acts)


def _measures(report: Report) -> Iterable[tuple[str, str, str, str]]:
    titles = {row.institution.id: line(row.title) for row in report.rows}
    for item in report.measures:
        if item.state in OPEN:
            advice = item.recommendation
            yield titles.get(advice.school, advice.school), f"{advice.number}", f"{subject(report, advice.indicator)}. {line(advice.text)}", state_text(item)


def _decisions(report: Report) -> Iterable[str]:
    open_count = sum(item.state in OPEN for item in report.measures)
    lacking = [row for row in report.lacking if row.institution.kind is not InstitutionKind.AUTHORITY]
    yield "Довести результаты мониторинга до сведения руководителей образовательных организаций и разместить их на сайте органа управления образованием."
    if lacking:
        said = "; ".join(f"{line(row.title)} — {lacking_text(row)}" for row in lacking[:_MOST_NAMED])
        yield f"Руководителям организаций, у которых акты не найдены, принять и разместить их: {said}."
    if open_count:
        yield f"Руководителям организаций исполнить адресные рекомендации (раздел 7, {counted(open_count, RECOMMENDATION)}) до начала следующего учебного года."
    if report.not_fully_read:
        yield f"Руководителям {counted(len(report.not_fully_read), INSTITUTION_OF)}, чьи сайты прочитаны не полностью, обеспечить их доступность (приложение 2)."
    repeated = sum(item.state is State.REPEATED for item in report.measures)
    if repeated:
        yield f"Взять на контроль повторно выданные рекомендации: {number(repeated)}."
    yield "Методической службе учесть результаты мониторинга при планировании методической помощи организациям."
