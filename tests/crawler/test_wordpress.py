"""A school's site on WordPress, with Debian's theme, menus, uploads and years of news, from the crawl to the findings.

Runs where Debian's packages are installed (``tests.real_engines.wordpress`` names them); elsewhere it is skipped.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import execute
from demo.content import FILES
from tests.real_engines import wordpress

pytestmark = pytest.mark.skipif(bool(wordpress.missing()), reason=wordpress.missing() or "installed")
SCHOOL = "МБОУ «СОШ № 1 г. Верхнеключевска»"
NAMED = {
    "pologhenie-o-shmo-2.pdf": ("pologhenie-o-shmo-2", "sosh1-shmo.pdf"),
    "Приказ-№-17-о-наставничестве.pdf": ("Приказ № 17", "sosh1-prikaz-nastavnik.pdf"),
    "metsovet.pdf": ("metsovet", "sosh1-metsovet.pdf"),
    "scan0001.pdf": ("scan0001", "sosh1-dogovor-set.pdf"),
    "pravila.docx": ("Правила приёма", "sosh1-pravila-priema.docx"),
}
NEWS = 60
KINDS = ("Новости", "Спорт", "Объявления")


def block(name: str, text: str) -> str:
    """The editor's block for a file: its name and a button."""
    address = f"{{{name}}}"
    button = f'<a href="{address}" class="wp-block-file__button" download>Скачать</a>'
    return f'<!-- wp:file {{"href":"{address}"}} --><div class="wp-block-file"><a href="{address}">{text}</a>{button}</div><!-- /wp:file -->'


def content() -> dict[str, Any]:
    """Pages, and news of several years under dates, categories and tags; one of them holds a document."""
    pages = [
        {"slug": "glavnaya", "title": "Добро пожаловать", "body": "<p>Школа работает с 1961 года.</p>"},
        {"slug": "novosti", "title": "Новости", "body": ""},
        {"slug": "sveden", "title": "Сведения об образовательной организации", "body": "<p>Разделы</p>"},
        {"slug": "document", "parent": "sveden", "title": "Документы", "body": block("pravila.docx", "Правила приёма") + block("pologhenie-o-shmo-2.pdf", "pologhenie-o-shmo-2")},
        {"slug": "struct", "parent": "sveden", "title": "Структура", "body": '<p><a href="{page of metsovet.pdf}">Положение о методическом совете</a></p>'},
        {"slug": "pedagogam", "title": "Педагогам", "body": "<p>Копилка</p>"},
        {"slug": "2597-2", "parent": "pedagogam", "title": "Наставничество", "body": block("Приказ-№-17-о-наставничестве.pdf", "Приказ")},
        *({"slug": f"klass-{n}", "title": f"{n} класс", "body": f"<p>Расписание {n} класса</p>"} for n in range(1, 12)),
    ]
    news = [
        {
            "slug": f"sobytie-{n}", "title": f"Праздник номер {n}", "date": f"{2021 + n % 4}-{n % 12 + 1:02}-{n % 27 + 1:02} 09:00:00",
            "body": f"<p>{f'Ребята были на празднике {n}. ' * 8}</p>", "tags": [f"метка {n % 17}"], "category": KINDS[n % 3],
        }
        for n in range(NEWS)
    ]  # fmt: skip
    news.append({"slug": "dogovor", "title": "Договор о сетевой форме подписан", "date": "2022-09-03 10:00:00", "body": block("scan0001.pdf", "scan0001")})
    return {"title": SCHOOL, "pages": pages, "posts": news, "menu": ["novosti", "sveden", "document", "struct", "pedagogam"], "front": "glavnaya"}


@pytest.mark.parametrize("permalinks", ["/%year%/%monthnum%/%day%/%postname%/", ""])
def test_wordpress_is_read_completely_and_its_acts_are_found(tmp_path: Path, permalinks: str) -> None:
    files = {name: (title, (FILES / file).read_bytes()) for name, (title, file) in NAMED.items()}
    with wordpress.run_blog(tmp_path, {**content(), "permalinks": permalinks}, files) as blog:
        registry, out = tmp_path / "schools.csv", tmp_path / "out"
        with registry.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("id", "name", "kind", "site"), ("s", SCHOOL, "school", blog.url)])
        arguments = ["run", "--schools", registry, "--db", tmp_path / "m.db", "--out", out, "--delay", "0", "--allow-private-hosts"]
        execute([str(item) for item in [*arguments, "--as-of", "2025-05-31", "--quiet"]])
        asked = blog.requested()
    found = json.loads((out / "findings.json").read_bytes())
    visit = found["visits"][0]
    assert (visit["status"], visit["complete"]) == ("ok", True)
    assert visit["requests"] < len(content()["pages"]) + len(NAMED) + NEWS + 15  # there are as many archives, tags, feeds and pages of lists
    assert not [target for target in asked if "/feed" in target or "wp-login" in target or "replytocom" in target]
    acts = {(act["kind"], act["number"]) for act in found["acts"]}
    assert {("приказ", "17-ОД"), ("положение", "43/1"), ("договор", "5/с"), ("правила", "12")} <= acts
    assert sum(act["number"] == "43/1" for act in found["acts"]) == 2  # one of them behind a page of its own
    verdicts = {item["indicator"]: item["verdict"] for item in found["findings"]}
    assert verdicts["2"] == verdicts["3"] == "present"
