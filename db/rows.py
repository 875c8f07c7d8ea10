"""Dataclasses of the stations to rows and back. Lists and tables inside a row are JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from checks.model import Evidence, Finding, FoundAct, Remark, Review, Verdict
from crawler.model import Fetch, Institution, InstitutionKind, Known, Link, Visit, VisitStatus
from db import details
from extractors.model import Act, ActKind, Level

Row = dict[str, Any]
_KINDS = {kind.value: kind for kind in ActKind}
_LEVELS = {level.value: level for level in Level}


def to_json(value: object) -> str:
    """JSON as it is stored: readable Cyrillic, no padding."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096)  # a district's acts repeat few lists: decoding them anew took half the time of loading a run
def names(text: str) -> tuple[str, ...]:
    """A stored list of strings."""
    return tuple(json.loads(text))


@lru_cache(maxsize=4096)
def _numbers(text: str) -> Mapping[str, float]:
    return dict(json.loads(text))


@lru_cache(maxsize=4096)
def remarks(text: str) -> tuple[Remark, ...]:
    """A stored list of remarks."""
    return tuple(Remark(code) for code in json.loads(text))


def day(text: str | None) -> date | None:
    """A stored date."""
    return date.fromisoformat(text) if text else None


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def institution_row(institution: Institution, run_id: int, position: int, planned: bool) -> Row:
    """The registry row of one run; ``planned`` is False for those that are only known of, not visited."""
    return {
        "run_id": run_id, "school": institution.id, "position": position, "planned": int(planned),
        "name": institution.name, "short_name": institution.short_name, "kind": institution.kind.value, "site": institution.site,
        "aliases": to_json(institution.aliases), "inn": institution.inn, "ogrn": institution.ogrn,
        "roles": to_json(institution.roles), "seeds": to_json(institution.seeds), "teachers": institution.teachers,
        "municipality": institution.municipality, "region": institution.region, "note": institution.note,
    }


def institution(row: Row) -> Institution:
    """The registry row back."""
    return Institution(
        id=row["school"], name=row["name"], kind=InstitutionKind(row["kind"]), site=row["site"],
        short_name=row["short_name"], aliases=names(row["aliases"]), inn=row["inn"], ogrn=row["ogrn"],
        roles=names(row["roles"]), seeds=names(row["seeds"]), teachers=row["teachers"],
        municipality=row["municipality"], region=row["region"], note=row["note"],
    )


def _link_json(link: Link) -> Row:
    return {
        "url": link.url, "text": link.text, "section": link.section, "page_url": link.page_url,
        "page_title": link.page_title, "score": link.score, "document": link.document, "context": link.context,
    }


def visit_row(visit: Visit, run_id: int, loaded: bool, unread_documents: int = 0) -> Row:
    """The row of one visit; ``loaded`` is True once everything the visit brought is stored."""
    return {
        "run_id": run_id, "school": visit.school, "loaded": int(loaded), "status": visit.status.value,
        "reason": visit.reason, "pages": visit.pages, "documents": visit.documents, "not_modified": visit.not_modified,
        "bytes": visit.bytes, "requests": visit.requests, "complete": int(visit.complete), "seconds": visit.seconds,
        "started": visit.started, "finished": visit.finished, "site": visit.site,
        "unread": to_json([_link_json(link) for link in visit.unread]), "remarks": to_json(visit.remarks),
        "counters": to_json(visit.counters), "unread_documents": unread_documents,
    }


def visit(row: Row) -> Visit:
    """The visit back; the number of documents that could not be read stands in ``counters["unread_documents"]``."""
    counters = dict(json.loads(row["counters"]))
    counters["unread_documents"] = row["unread_documents"]
    return Visit(
        school=row["school"], status=VisitStatus(row["status"]), reason=row["reason"], pages=row["pages"],
        documents=row["documents"], not_modified=row["not_modified"], bytes=row["bytes"], requests=row["requests"],
        complete=bool(row["complete"]), seconds=row["seconds"], started=row["started"], finished=row["finished"],
        site=row["site"], unread=tuple(Link(**link) for link in json.loads(row["unread"])),
        remarks=names(row["remarks"]), counters=counters,
    )


def fetch_row(fetch: Fetch, run_id: int, school: str) -> Row:
    """The row of one request. The link that led to it is stored with the links."""
    return {
        "run_id": run_id, "school": school, "url": fetch.url, "outcome": fetch.outcome.value, "fetched": fetch.fetched,
        "final_url": fetch.final_url, "status": fetch.status, "reason": fetch.reason, "content_type": fetch.content_type,
        "charset": fetch.charset, "etag": fetch.etag, "last_modified": fetch.last_modified, "sha256": fetch.sha256,
        "size": fetch.size, "is_page": int(fetch.is_page), "depth": fetch.depth, "title": fetch.title,
        "warc": fetch.warc, "offset": fetch.offset,
    }


def known(row: Row, acts: int | None = None) -> Known:
    """What the next run needs of a request."""
    return Known(
        url=row["url"], sha256=row["sha256"], etag=row["etag"], last_modified=row["last_modified"],
        content_type=row["content_type"], charset=row["charset"], is_page=bool(row["is_page"]), warc=row["warc"],
        offset=row["offset"], acts=acts,
    )


def link_row(link: Link, run_id: int, school: str) -> Row:
    """The row of one link."""
    return {
        "run_id": run_id, "school": school, "url": link.url, "page_url": link.page_url, "text": link.text,
        "section": link.section, "page_title": link.page_title, "score": link.score, "document": int(link.document),
        "context": link.context,
    }


def act_row(found: FoundAct, run_id: int, school: str, position: int, text_id: int | None) -> Row:
    """The row of one act; ``position`` numbers the acts of a school."""
    act = found.act
    return {
        "run_id": run_id, "school": school, "position": position, "url": found.url, "page_url": found.page_url,
        "link_text": found.link_text, "section": found.section, "sha256": found.sha256, "fetched": found.fetched,
        "text_source": found.text_source, "text_id": text_id, "readable": int(found.readable),
        "broken": int(found.broken), "reason": found.reason, "warc": found.warc, "offset": found.offset,
        "kind": act.kind.value, "title": act.title, "number": act.number, "date": _iso(act.date), "issuer": act.issuer,
        "level": act.level.value, "school_years": to_json(act.school_years), "valid_until": _iso(act.valid_until),
        "repealed": int(act.repealed), "draft": int(act.draft), "start": act.start, "end": act.end, "quote": act.quote,
        "from_text": int(act.from_text), "confidence": to_json(dict(act.confidence)),
        "conflicts": to_json(act.conflicts),
    }


def found_act(row: Row) -> FoundAct:
    """The act back; ``text`` is empty when the row has no column ``text``."""
    act = Act(
        kind=_KINDS[row["kind"]], title=row["title"], number=row["number"], date=day(row["date"]),
        issuer=row["issuer"], level=_LEVELS[row["level"]], school_years=names(row["school_years"]),
        valid_until=day(row["valid_until"]), repealed=bool(row["repealed"]), draft=bool(row["draft"]),
        start=row["start"], end=row["end"], quote=row["quote"], from_text=bool(row["from_text"]),
        confidence=dict(_numbers(row["confidence"])), conflicts=names(row["conflicts"]),
    )
    return FoundAct(
        act=act, url=row["url"], act_id=row["id"], page_url=row["page_url"], link_text=row["link_text"],
        section=row["section"], sha256=row["sha256"], fetched=row["fetched"], text_source=row["text_source"],
        text=row.get("text") or "", readable=bool(row["readable"]), broken=bool(row["broken"]), reason=row["reason"],
        warc=row["warc"], offset=row["offset"], clicks=row.get("clicks"), page_title=row.get("page_title") or "",
        also=names(row["also"]) if row.get("also") else (),
    )


def finding_row(finding: Finding, run_id: int, position: int) -> Row:
    """The row of one finding, without its evidence."""
    miss = finding.nearest_miss
    return {
        "run_id": run_id, "school": finding.school, "indicator": finding.indicator, "position": position,
        "verdict": finding.verdict.value, "value": finding.value, "remarks": to_json(finding.remarks),
        "explanation": finding.explanation, "reviewed": int(finding.reviewed),
        "miss_url": miss.url if miss else None, "miss_title": miss.title if miss else None,
        "miss_why": miss.why if miss else None, "searched_pages": finding.searched.pages,
        "searched_documents": finding.searched.documents, "searched_unread": finding.searched.unread_documents,
        "searched_complete": int(finding.searched.complete), "details": details.finding_details(finding),
    }


def finding(row: Row, evidence: Iterable[Evidence], review: Review | None = None) -> Finding:
    """The finding back, with the decision it stands on."""
    more = row["details"]
    missed = row["miss_url"] is not None
    miss = details.nearest_miss(more, row["miss_url"], row["miss_title"], row["miss_why"]) if missed else None
    return Finding(
        school=row["school"], indicator=row["indicator"], verdict=Verdict(row["verdict"]), value=row["value"],
        remarks=remarks(row["remarks"]), explanation=row["explanation"], evidence=tuple(evidence), nearest_miss=miss,
        searched=details.searched(
            more, row["searched_pages"], row["searched_documents"], row["searched_unread"], bool(row["searched_complete"])
        ),
        reviewed=bool(row["reviewed"]), review=replace(review, **details.of_review(more)) if review else None,
        **details.of_finding(more),
    )


def evidence_row(evidence: Evidence, finding: Finding, run_id: int, position: int) -> Row:
    """The row of one piece of evidence. Evidence that is no act (a page, an import) has no ``act_id``."""
    return {
        "run_id": run_id, "school": finding.school, "indicator": finding.indicator, "position": position,
        "act_id": evidence.act_id or None, "url": evidence.url, "page_url": evidence.page_url,
        "link_text": evidence.link_text, "kind": evidence.kind, "title": evidence.title, "number": evidence.number,
        "date": evidence.date, "issuer": evidence.issuer, "level": evidence.level.value, "quote": evidence.quote,
        "sha256": evidence.sha256, "fetched": evidence.fetched, "text_source": evidence.text_source,
        "remarks": to_json(evidence.remarks), "reasons": to_json(evidence.reasons),
        "details": details.evidence_details(evidence),
    }


def evidence(row: Row) -> Evidence:
    """The evidence back."""
    return Evidence(
        act_id=row["act_id"] or 0, url=row["url"], page_url=row["page_url"], link_text=row["link_text"],
        kind=row["kind"], title=row["title"], number=row["number"], date=row["date"], issuer=row["issuer"],
        level=Level(row["level"]), quote=row["quote"], sha256=row["sha256"], fetched=row["fetched"],
        text_source=row["text_source"], remarks=remarks(row["remarks"]), reasons=names(row["reasons"]),
        **details.of_evidence(row["details"]),
    )
