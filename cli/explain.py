"""``school-monitor explain``: how a title, a link, a text or a file would be judged, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import click

from checks.explain import explain
from checks.model import REMARK_TEXT
from cli.inputs import programme as find_programme
from cli.options import Talk, programme_option, talk_options, working_command
from cli.reading import read_text
from crawler.model import InstitutionKind
from programmes import Programme
from reports.clean import line
from reports.findings_json import encode
from reports.words import LEVEL_TEXT

_KEYS = ("text", "link_text", "url", "site_kind")


@working_command()
@click.argument("text", required=False, metavar="[ТЕКСТ]")
@click.option("--link-text", default="", metavar="ТЕКСТ", help="Текст ссылки.")
@click.option("--url", default="", metavar="АДРЕС", help="Адрес файла или страницы.")
@click.option("--site-kind", type=click.Choice([kind.value for kind in InstitutionKind]), help="Чей сайт.")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), metavar="ФАЙЛ", help="Взять текст из файла.")
@click.option("--jsonl", is_flag=True, help="Читать строки JSON со стандартного ввода, печатать строки JSON.")
@programme_option
@talk_options
def command(
    text: str | None,
    link_text: str,
    url: str,
    site_kind: str | None,
    file: Path | None,
    jsonl: bool,
    programme: Path | None,
    talk: Talk,
) -> None:
    """Объяснить, как программа оценит заголовок, ссылку, текст или файл: акт ли это, какой, для какого показателя, почему.

    С ключом --jsonl каждая строка ввода — объект с ключами text, link_text, url, site_kind (любого может не быть), каждая
    строка вывода — объект с ключами is_act, kind, level, number, date, issuer, title, indicators, remarks, reasons. Строка,
    которую не удалось разобрать, даёт объект с ключами error и line, и работа продолжается.

    \b
    Пример:
      school-monitor explain "Положение о наставничестве педагогических работников"
      school-monitor explain --file приказ.pdf --link-text "Приказ № 12" --site-kind school
      school-monitor explain --jsonl < заголовки.jsonl
    """
    measure = find_programme(programme)
    if jsonl:
        if text or link_text or url or file:
            raise click.UsageError("с ключом --jsonl всё берётся со стандартного ввода: уберите остальные аргументы.")
        _lines(sys.stdin.buffer, sys.stdout.buffer, measure)
        return
    if file is not None:
        if text:
            raise click.UsageError("укажите либо текст, либо --file.")
        text = read_text(file)
        url = url or file.name
    if not (text or link_text or url):
        raise click.UsageError("укажите текст, --link-text, --url, --file или --jsonl.")
    for row in _for_people(explain(text or "", link_text, url, site_kind or "", measure).to_dict(), measure):
        click.echo(row)


def _lines(source: BinaryIO, target: BinaryIO, programme: Programme) -> None:
    """Each line is answered at once: a program at the other end may be waiting for it."""
    for number, raw in enumerate(source, 1):
        answer = _answer(raw, number, programme)
        target.write(encode(answer) + b"\n")
        target.flush()


def _answer(raw: bytes, number: int, programme: Programme) -> dict[str, Any]:
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        return {"error": "строка — не JSON", "line": number}
    if not isinstance(given, dict):
        return {"error": "нужен объект JSON", "line": number}
    values = {key: given.get(key) for key in _KEYS}
    for key, value in values.items():
        if value is not None and not isinstance(value, str):
            return {"error": f"значение ключа {key} должно быть строкой", "line": number}
    kind = values["site_kind"] or ""
    if kind and kind not in set(InstitutionKind):
        return {"error": f"site_kind: неизвестный вид «{kind}»", "line": number}
    return explain(values["text"] or "", values["link_text"] or "", values["url"] or "", kind, programme).to_dict()


def _for_people(found: dict[str, Any], programme: Programme) -> Iterable[str]:
    names = {indicator.id: indicator.name for indicator in programme.indicators}
    remarks = {remark.value: text for remark, text in REMARK_TEXT.items()}
    levels = {level.value: text for level, text in LEVEL_TEXT.items()}
    yield "Это акт." if found["is_act"] else "Это не акт."
    for title, value in (
        ("Вид", found["kind"]),
        ("Название", found["title"]),
        ("Номер", found["number"]),
        ("Дата", found["date"]),
        ("Кем принят", found["issuer"]),
        ("Уровень", levels.get(found["level"], found["level"]) if found["is_act"] else None),
    ):
        if value:
            yield f"{title}: {line(str(value))}"
    if found["indicators"]:
        yield "Засчитывается:"
        yield from (f"  {id}. {names.get(id, '')}" for id in found["indicators"])
    else:
        yield "Ни для одного показателя не засчитывается."
    if found["remarks"]:
        yield "Замечания:"
        yield from (f"  {remarks.get(code, code)} ({code})" for code in found["remarks"])
    if found["reasons"]:
        yield "Почему:"
        yield from (f"  {line(reason)}" for reason in found["reasons"])
