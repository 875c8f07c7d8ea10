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
from cli.errors import InputError
from cli.inputs import programme as find_programme
from cli.options import Talk, programme_option, talk_options, working_command
from cli.reading import read_text
from crawler.addresses import AddressError, normalise_address
from crawler.explaining import SAMPLE, explain_link, explain_page
from crawler.model import InstitutionKind
from extractors.charset import decode
from extractors.os_errors import reason
from fleet.plan import scored_phrases
from programmes import Programme
from reports.clean import line
from reports.dates import day
from reports.findings_json import encode
from reports.words import LEVEL_TEXT

_KEYS = ("text", "link_text", "url", "site_kind")


@working_command()
@click.argument("text", required=False, metavar="[ТЕКСТ]")
@click.option("--link", default="", metavar="АДРЕС", help="Объяснить, когда обход откроет эту ссылку и почему.")
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False), metavar="ФАЙЛ", help="То же для всех ссылок сохранённой страницы.")
@click.option("--link-text", "--text", "link_text", default="", metavar="ТЕКСТ", help="Текст ссылки.")
@click.option("--section", default="", metavar="ТЕКСТ", help="Заголовок, под которым стоит ссылка (с --link).")
@click.option("--page-title", default="", metavar="ТЕКСТ", help="Название страницы со ссылкой (с --link).")
@click.option("--context", default="", metavar="ТЕКСТ", help="Строка таблицы или списка, где стоит ссылка (с --link).")
@click.option("--url", default="", metavar="АДРЕС", help="Адрес файла или страницы.")
@click.option("--site-kind", type=click.Choice([kind.value for kind in InstitutionKind]), help="Чей сайт.")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), metavar="ФАЙЛ", help="Взять текст из файла.")
@click.option("--jsonl", is_flag=True, help="Читать строки JSON со стандартного ввода, печатать строки JSON.")
@programme_option
@talk_options
def command(
    text: str | None,
    link: str,
    page: Path | None,
    link_text: str,
    section: str,
    page_title: str,
    context: str,
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
      school-monitor explain --link /документы/акт.pdf --link-text "Положение о ШМО" --section "Методическая работа"
      school-monitor explain --page страница.html --url школа.рф
      school-monitor explain --jsonl < заголовки.jsonl
    """
    measure = find_programme(programme)
    if jsonl:
        if text or link_text or url or file or link or page:
            raise click.UsageError("с ключом --jsonl всё берётся со стандартного ввода: уберите остальные аргументы.")
        _lines(sys.stdin.buffer, sys.stdout.buffer, measure)
        return
    if link or page is not None:
        if text or file or (link and page is not None):
            raise click.UsageError("с ключами --link и --page текст и --file не нужны; укажите один из двух ключей.")
        for row in _link_rows(measure, link, link_text, section, page_title, context) if link else _page_rows(measure, page, url):
            click.echo(row)
        return
    if section or page_title or context:
        raise click.UsageError("ключи --section, --page-title и --context нужны вместе с --link.")
    if file is not None:
        if text:
            raise click.UsageError("укажите либо текст, либо --file.")
        text = read_text(file)
        url = url or file.name
    if not (text or link_text or url):
        raise click.UsageError("укажите текст, --link-text, --url, --file, --link, --page или --jsonl.")
    for row in _for_people(explain(text or "", link_text, url, site_kind or "", measure).to_dict(), measure):
        click.echo(row)


def _link_rows(programme: Programme, link: str, text: str, section: str, title: str, context: str) -> Iterable[str]:
    try:
        found = explain_link(scored_phrases(programme), programme.follow_threshold, link, text, section, title, context)
    except AddressError as error:
        raise click.UsageError(f"--link: {error}.") from error
    return (f"{'  ' if row.startswith(' ') else ''}{line(row)}" for row in found.lines)


def _page_rows(programme: Programme, page: Path | None, url: str) -> Iterable[str]:
    try:
        html = decode(Path(page or "").read_bytes()).text
        found = explain_page(scored_phrases(programme), programme.follow_threshold, html, normalise_address(url) if url else SAMPLE)
    except OSError as error:
        raise InputError(f"{page}: {reason(error)}") from error
    except AddressError as error:
        raise click.UsageError(f"--url: {error}.") from error
    if not found:
        yield "На странице нет ссылок."
    for item in found:
        place = f"{item.rank:+7.2f}" if not item.skip else "      –"
        why = f" — {item.skip}" if item.skip else "".join(f"; {reason}" for reason in item.reasons[:2])
        yield line(f"{place}  {item.text or '(без текста)'}  {item.url}{why}")


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
        ("Дата", day(found["date"])),
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
