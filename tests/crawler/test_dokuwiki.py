"""A whole site on an engine nobody here wrote, filled through its own interface, from the crawl to the findings.

Runs where Debian's packages ``dokuwiki`` and ``php-cli`` are installed; elsewhere it is skipped and says what is missing.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.main import execute
from crawler.model import VisitStatus
from demo.content import FILES
from tests.crawler.running import job_for, run
from tests.real_engines import dokuwiki

pytestmark = pytest.mark.skipif(bool(dokuwiki.missing()), reason=dokuwiki.missing() or "installed")
SCHOOL = "МБОУ «СОШ № 1 г. Верхнеключевска»"
NAMED = {"akty:shmo.pdf": "sosh1-shmo.pdf", "akty:prikaz_17.pdf": "sosh1-prikaz-nastavnik.pdf", "akty:dogovor.pdf": "sosh1-dogovor-set.pdf"}
ORDER = """====== Творческая группа ======
П Р И К А З

от 12.09.2024 № 98-о

О создании творческой группы учителей математики

ПРИКАЗЫВАЮ: утвердить состав творческой группы учителей математики МБОУ «СОШ № 1 г. Верхнеключевска» на 2024-2025 учебный год.
"""


def content() -> dict[str, str]:
    """Wiki pages by id: news, classes, documents, a page nobody links to, a link to a page nobody wrote."""
    pages = {f"news:n{n}": f"====== Новость {n} ======\nПраздник номер {n}. [[news:n{(n + 1) % 25}|Дальше]]\n" for n in range(25)}
    pages |= {f"klassy:k{n}": f"====== {n} класс ======\nРасписание и фото {n} класса.\n" for n in range(1, 12)}
    pages |= {
        "start": f"====== {SCHOOL} ======\n  * [[sveden:document|Документы]]\n  * [[news:start|Новости]]\n  * [[klassy:start|Классы]]\n  * [[pedagogam:start|Педагогам]]\n",
        "news:start": "====== Новости ======\n" + "".join(f"  * [[news:n{n}]]\n" for n in range(25)),
        "klassy:start": "====== Классы ======\n" + "".join(f"  * [[klassy:k{n}|{n} класс]]\n" for n in range(1, 12)),
        "sveden:document": "====== Документы ======\n^ Документ ^ Файл ^\n| Положение о ШМО | {{akty:shmo.pdf|скачать}} |\n  * {{akty:dogovor.pdf|Договор о сетевой форме}}\n",
        "pedagogam:start": "====== Педагогам ======\n[[pedagogam:nastavnik|Наставничество]] [[pedagogam:nikogda|Копилка]]\n",
        "pedagogam:nastavnik": "====== Наставничество ======\n{{akty:prikaz_17.pdf|Приказ}}\n",
        "pedagogam:arhiv:gruppa": ORDER,
    }
    return pages


REAL = len(content()) + len(NAMED)


def test_dokuwiki_is_read_completely_and_its_acts_are_found(tmp_path: Path) -> None:
    with filled(tmp_path / "wiki", 0) as wiki:
        found = run_school_monitor(tmp_path, wiki.url)
        asked = wiki.requested()
    visit = found["visits"][0]
    assert (visit["status"], visit["complete"]) == ("ok", True)
    assert visit["pages"] + visit["documents"] >= REAL
    assert_only_real_pages(asked)
    acts = {(act["kind"], act["number"]) for act in found["acts"]}
    assert {("приказ", "17-ОД"), ("положение", "43/1"), ("договор", "5/с"), ("приказ", "98-о")} <= acts
    verdicts = {item["indicator"]: item["verdict"] for item in found["findings"]}
    assert verdicts["2"] == verdicts["3"] == "present"


def test_dokuwiki_with_pages_in_the_path_is_read_without_its_views(tmp_path: Path) -> None:
    with filled(tmp_path / "wiki", 2) as wiki:
        bundle = run(job_for(tmp_path / "archive", {"s": wiki.url})).bundles["s"]
        asked = wiki.requested()
    assert bundle.visit is not None
    assert (bundle.visit.status, bundle.visit.complete) == (VisitStatus.OK, True)
    assert any(fetch.url.endswith("pedagogam:arhiv:gruppa") for fetch in bundle.fetches)  # named by the index alone
    assert_only_real_pages(asked)


@contextmanager
def filled(folder: Path, rewrite: int) -> Iterator[dokuwiki.Wiki]:
    """The school's wiki; one of its pages has an older version."""
    folder.mkdir()
    (folder.parent / "archive").mkdir()
    pages = content()
    with dokuwiki.run_wiki(folder, rewrite) as wiki:
        wiki.fill(pages, {name: (FILES / file).read_bytes() for name, file in NAMED.items()})
        wiki.fill({"news:start": pages["news:start"] + "\nИсправлено.\n"}, {})
        yield wiki


def assert_only_real_pages(asked: list[str]) -> None:
    """Beyond pages and files only robots.txt, sitemap, probes, the search and the index of each namespace were asked for."""
    assert len(asked) <= REAL + 20
    assert not [target for target in asked if "do=" in target and "do=index" not in target and "do=search" not in target]


def run_school_monitor(folder: Path, site: str) -> dict[str, Any]:
    """What the command finds on one site."""
    registry = folder / "schools.csv"
    with registry.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("id", "name", "kind", "site"), ("s", SCHOOL, "school", site)])
    out = folder / "out"
    arguments = ["run", "--schools", registry, "--db", folder / "m.db", "--out", out, "--delay", "0", "--allow-private-hosts"]
    execute([str(item) for item in [*arguments, "--as-of", "2025-05-31", "--quiet"]])
    content: dict[str, Any] = json.loads((out / "findings.json").read_bytes())
    return content
