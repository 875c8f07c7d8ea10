"""Whether an act that is missing was removed by the institution: everything that speaks against it is said in Russian."""

from __future__ import annotations

from crawler.model import Visit
from db.model import Circumstances, StoredAct
from reports.plural import NBSP, number
from reports.visits import fully_read

_SHRUNK = 0.7
"""A site that gave less than this share of what it usually gives was not seen as it is."""
_MASS = 0.5
_FEW = 3
"""Up to this many acts may go at once without it looking like a failure of the site."""


def doubt_of_site(visit: Visit | None, lost: int, had: int, seen: Circumstances) -> str:
    """Why nothing that is missing on this site may be called removed; empty when the site was seen as it is."""
    if visit is None or not fully_read(visit):
        return "сайт прочитан не полностью"
    if visit.school in seen.stubs:
        return "на сайте тот же текст, что у нескольких других организаций: похоже на заглушку"
    usual, size = seen.usual.get(visit.school, 0.0), visit.pages + visit.documents
    if size < usual * _SHRUNK:
        return f"прочитано страниц и документов: {number(size)}, обычно{NBSP}— {number(usual, 0)}"
    if lost > _FEW and lost > had * _MASS:
        return f"исчезло сразу {lost} из {had}: похоже на сбой сайта"
    return ""


def doubt_of_act(act: StoredAct, seen: Circumstances) -> str:
    """Why this act may still be there though it was not found; empty when its place was read and it is gone."""
    found = act.found
    failed, answered = seen.failed.get(act.school, frozenset()), seen.answered.get(act.school, frozenset())
    if found.url in failed:
        return "файл не удалось получить"
    if found.page_url in failed:
        return "раздел, где был акт, не удалось прочитать"
    if found.url in answered and found.url != found.page_url and found.act.from_text:
        return "файл на месте, но акт в нём не распознан"
    return ""
