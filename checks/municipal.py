"""The municipality's own share: everybody who took part over all teachers of its institutions, as a reviewer left their figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from checks.editions import title_words
from checks.model import Event, Finding, ImportedParticipation, Material, Remark, Share
from checks.participation import count_participants, finding_of, percent_text, share_is_decided
from crawler.model import Institution
from programmes.model import Indicator, Programme


@dataclass(slots=True)
class _Sum:
    """The sum while it is made. ``tables`` are the institutions whose loaded rows count; ``decided`` and ``left_out`` are phrases."""

    tables: dict[str, int]
    took_part: int = 0
    teachers: int = 0
    decided: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    guessed: bool = False
    """Whether a numerator was worked out from a percentage."""

    def take(self, name: str, took_part: int, teachers: int, how: str) -> None:
        """An institution whose part was decided."""
        self.took_part += took_part
        self.teachers += teachers
        self.decided += (f"{name} — {how}",)

    def leave(self, name: str, why: str) -> None:
        """An institution that has data and stays out of the sum."""
        self.left_out += (f"{name} — {why}",)


def municipal_share(
    indicator: Indicator,
    authority: tuple[Material, Finding],
    schools: Mapping[str, tuple[Institution, Finding]],
    rows: Sequence[ImportedParticipation],
    programme: Programme,
    as_of: date,
) -> Finding:
    """The finding of the authority (``authority`` is its own, as the machine has it).

    ``schools`` are the municipality's other institutions by id with their findings after the reviewer's decisions, ``rows`` all
    their imported rows. A decided share replaces the rows of its institution: as numerator and denominator where the decision names
    them, else as its per cent of the known number of teachers. What stays out of the sum is named with the reason.
    """
    material, before = authority
    if before.share is None:
        return before
    since = date.fromisoformat(before.share.since)
    mine = [row for row in rows if since <= date.fromisoformat(row.day) <= as_of and row.school in schools]
    own = [row for row in material.participation if since <= date.fromisoformat(row.day) <= as_of]
    if own:
        return _of_its_own(before, mine)
    made = _summed(schools, {row.school for row in mine})
    counted = [row for row in mine if row.school in made.tables]
    orders = [event for event in before.share.events if event.participants is None]
    if not counted and not made.decided:
        share = replace(before.share, events=_with_orders(mine, orders), left_out=made.left_out)
        return finding_of(indicator, material, programme, as_of, share, before.evidence, _missing(made), _left_out(made))
    named, exact = count_participants(counted)
    number = len(made.tables) + len(made.decided)
    share = Share(
        named + made.took_part, sum(made.tables.values()) + made.teachers, f"сумма по организациям, у которых есть данные ({number} из {len(schools)})",
        before.share.since, before.share.until, exact and not made.decided, _with_orders(mine, orders), number, made.decided, made.left_out,
    )  # fmt: skip
    finding = finding_of(indicator, material, programme, as_of, share, before.evidence, (), _notes(made))
    doubtful = [_name(place) for id, (place, found) in schools.items() if id in made.tables and Remark.LOW_CONFIDENCE in found.remarks]
    if not doubtful:
        return finding
    warned = f" Участий больше, чем педагогов, у организаций: {', '.join(doubtful)}; сумма ненадёжна."
    return replace(finding, remarks=(Remark.LOW_CONFIDENCE,), explanation=finding.explanation + warned)


def _summed(schools: Mapping[str, tuple[Institution, Finding]], loaded: set[str]) -> _Sum:
    made = _Sum({})
    for id, (place, finding) in schools.items():
        name, share = _name(place), finding.share
        if share is None:
            continue
        if share_is_decided(finding):
            _take_decided(made, name, finding, share)
        elif id in loaded and share.teachers:
            made.tables[id] = share.teachers
        elif id in loaded:
            made.leave(name, "не известно число педагогов")
    return made


def _take_decided(made: _Sum, name: str, finding: Finding, share: Share) -> None:
    fraction = finding.review.fraction if finding.review else None
    if finding.value is None:
        made.leave(name, "по решению проверяющего данных нет")
    elif fraction is not None:
        made.take(name, *fraction, f"{fraction[0]} из {fraction[1]}")
    elif share.teachers:
        took_part = round(finding.value / 100 * share.teachers)
        made.guessed = True
        made.take(name, took_part, share.teachers, f"{percent_text(finding.value)} % от {share.teachers}, принято {took_part}")
    else:
        made.leave(name, f"решением указано {percent_text(finding.value)} %, а число педагогов не известно")


def _notes(made: _Sum) -> tuple[str, ...]:
    decided = f"По решению проверяющего вместо таблиц: {'; '.join(made.decided)}." if made.decided else ""
    guessed = "Число участников, которого в решении нет, вычислено из доли и округлено." if made.guessed else ""
    return tuple(filter(None, (decided, guessed, *_left_out(made))))


def _left_out(made: _Sum) -> tuple[str, ...]:
    return (f"В сумму не вошли: {'; '.join(made.left_out)}.",) if made.left_out else ()


def _missing(made: _Sum) -> tuple[str, ...]:
    if made.left_out:
        return ("ни у одной организации нет и числа участников, и числа педагогов",)
    return ("таблицы участия организаций за период не загружены",)


def _of_its_own(before: Finding, mine: Sequence[ImportedParticipation]) -> Finding:
    """A table loaded for the authority itself stands for the whole municipality: summing the institutions' too would count twice."""
    if not mine:
        return before
    note = "Участие загружено для самого органа управления: таблицы организаций в эту сумму не входят."
    return replace(before, explanation=f"{before.explanation} {note}")


def _name(place: Institution) -> str:
    return place.short_name or place.name


def _with_orders(rows: Sequence[ImportedParticipation], orders: Sequence[Event]) -> tuple[Event, ...]:
    """Events of the schools' tables with the authority's orders on them, then the orders nobody gave a table for."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        sums[row.event, row.day] += row.participants
    free = list(orders)
    held: list[Event] = []
    for (name, day), participants in sorted(sums.items(), key=lambda item: (item[0][1], item[0][0])):
        words = title_words(name)
        order = next((item for item in free if words and len(words & title_words(item.name)) * 2 > len(words)), None)
        if order is not None:
            free.remove(order)
        held.append(Event(name, day, participants, order.order if order else "", order.url if order else ""))
    return (*held, *free)
