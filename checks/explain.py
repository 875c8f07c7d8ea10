"""How a title, link or text would be judged, and why: the judging path of a whole run, for one document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from checks.judge import Setting, judge, level_of
from checks.lexicon import lexicon
from checks.model import FoundAct, Judgement, Remark
from crawler.model import InstitutionKind
from extractors.acts import EXCERPT, act_from_link, find_acts
from extractors.model import Act, Document, Hints, Level, ReadStatus, TextSource
from extractors.phrases import Text
from extractors.titles import kind_of
from programmes.model import Programme

_TITLE_SIZE = 600
_HEADER = re.compile(r"^\s*(?:утвержд|приложени|принят|введен|утратил|приказ\s*$)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The judgement of one document with its reasons (Russian sentences)."""

    act: Act | None
    is_act: bool
    level: Level
    indicators: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    reasons: tuple[str, ...] = ()
    acts: tuple[Act, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """The public JSON object."""
        act = self.act
        return {
            "is_act": self.is_act,
            "kind": str(act.kind) if act and self.is_act else None,
            "level": str(self.level),
            "number": act.number if act else None,
            "date": act.date.isoformat() if act and act.date else None,
            "issuer": act.issuer if act else "",
            "title": act.title if act else "",
            "indicators": list(self.indicators),
            "remarks": [str(remark) for remark in self.remarks],
            "reasons": list(self.reasons),
        }


def explain(
    text: str = "",
    link_text: str = "",
    url: str = "",
    site_kind: str = "",
    programme: Programme | None = None,
    as_of: date | None = None,
) -> Explanation:
    """Judge a title or a document's text, the link that leads to it, its address, or any of them.

    ``site_kind`` is a registry kind; anything else means "not known". Raises ``ValueError`` without a programme.
    """
    if programme is None:
        raise ValueError("no programme")
    day = as_of or date.today()
    kind = InstitutionKind(site_kind) if site_kind in set(InstitutionKind) else None
    setting = Setting(kind)
    hints = Hints(url=url, link_text=link_text)
    acts: tuple[Act, ...] = ()
    if text.strip():
        filled = [line for line in text.splitlines() if line.strip()]
        short = len(text) < _TITLE_SIZE and len(filled) <= 3 and not (len(filled) > 1 and _HEADER.search(text))
        document = Document(url, "", "title" if short else EXCERPT, ReadStatus.OK, text=text, text_source=TextSource.TEXT)
        acts = find_acts(document, hints)
        body = "" if short else text
    else:
        alone = act_from_link(hints)
        acts = (alone,) if alone else ()
        body = ""
    if not acts:
        return Explanation(None, False, Level.UNKNOWN, reasons=("не похоже на акт: вид документа в названии не назван",))
    judged: list[tuple[Act, Judgement]] = []
    for act in acts:
        found = FoundAct(act, url, link_text=link_text, text=body[act.start : act.end] if body else "")
        judged.append((act, judge(found, setting, programme, day)))
    chosen, judgement = next(((act, j) for act, j in judged if j.indicators), judged[0])
    is_act = kind_of(chosen.title) is not None or not lexicon(programme).not_acts.found(Text(chosen.title))
    remarks = tuple(dict.fromkeys(remark for codes in judgement.remarks.values() for remark in codes))
    reasons = judgement.reasons or ("ни одна фраза программы в названии не найдена",)
    return Explanation(chosen, is_act, level_of(chosen, setting), judgement.indicators, remarks, reasons, acts)
