"""The command speaks Russian everywhere, and what it says is documented."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from checks.model import REMARK_TEXT, VERDICT_TEXT, Remark, Verdict
from checks.queue import REASON_TEXT, Reason
from cli import russian
from cli.main import COMMANDS, commands
from cli.review import SUBCOMMANDS
from crawler.certificates import REMARKS as CERTIFICATE_REMARKS
from crawler.model import InstitutionKind, VisitStatus
from crawler.registry import OPTIONAL, REQUIRED, ROLES
from extractors.model import ReadStatus
from reports.words import KIND_TEXT, LEVEL_TEXT, SHORT_VERDICT, SITE_REMARK_TEXT, SOURCE_TEXT, STATUS_TEXT
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
CATALOGUE = russian.LOCALE / "ru" / "LC_MESSAGES"
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")

_LATIN = re.compile(r"[A-Za-z]{2,}(?:-[A-Za-z]+)*")
_KNOWN = set(
    "school-monitor demo run crawl check report extract explain export compare recommendations effect internal problems save word import doctor csv json jsonl toml xlsx xls ods html db py id schools "
    "programmes konakovo monitoring out demo-out ctrl-c python participation vacancies registry authority kindergarten supplementary school "
    "find name pdf zip docx ok unreadable encrypted empty too large failed text link url site kind is act level number date issuer title "
    "indicators remarks reasons error line findings acts tofile min max pages minutes delay private hosts allow as of only help version "
    "ca bundle pem retry failed "
    "review accept reject act value verdict objection withdraw present partial absent xlsx schedule status systemd cron windows schtasks "
    "install https pdf ru excel show table import unknown differs changed conflict low confidence near miss "
    "quiet log debug format template to file programme status ctrl c monitor ds school monitor sm the".split()
)


def _commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(commands)
    for name in COMMANDS:
        command = commands.get_command(context, name)
        assert command is not None
        yield name, command
        for inner in SUBCOMMANDS if name == "review" else ():
            assert isinstance(command, click.Group)
            found = command.get_command(context, inner)
            assert found is not None
            yield f"review {inner}", found


def _click_messages() -> Iterator[str]:
    for _file, _line, message, _comments, _context in extract_from_dir(str(Path(click.__file__).parent)):
        yield message[0] if isinstance(message, tuple) else message


def _texts(value: object) -> list[str]:
    """A message's forms; a missing one is an empty text."""
    return [form or "" for form in value] if isinstance(value, tuple | list) else [str(value or "")]


def test_every_word_of_click_is_translated() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    messages = set(_click_messages())
    assert len(messages) > 50
    for message in messages:
        entry = catalogue.get(message)
        assert entry is not None, message
        texts = _texts(entry.string)
        assert all(re.search("[А-Яа-я]", text) for text in texts), message


def test_placeholders_survive_translation() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    for entry in catalogue:
        assert not list(entry.check(catalogue)), entry.id
        known = set(re.findall(r"\{(\w+)", " ".join(_texts(entry.id))))
        assert set(re.findall(r"\{(\w+)", " ".join(_texts(entry.string)))) <= known, entry.id


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (CATALOGUE / "messages.po").open("rb") as file:
        written = read_po(file, locale="ru")
    compiled = io.BytesIO()
    write_mo(compiled, written)
    assert (CATALOGUE / "messages.mo").read_bytes() == compiled.getvalue(), "run make messages"


def test_gettext_answers_in_russian_whatever_the_system_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setenv("LC_ALL", "C")
    russian.bind()
    assert gettext.gettext("Missing command.") == "Не указана команда."


@pytest.mark.parametrize("name", [None, *COMMANDS, *(f"review {name}" for name in SUBCOMMANDS)])
def test_help_is_russian_and_has_an_example(command: Run, name: str | None) -> None:
    done = command(*(name or "").split(), "--help")
    assert done.code == 0
    assert "Вызов: school-monitor" in done.out
    assert "school-monitor" in done.out.split("Пример:" if name else "Попробовать")[1]
    options = {part for option in re.findall(r"--?([a-z][a-z-]*)", done.out) for part in option.split("-")}
    words = {part for word in _LATIN.findall(done.out) for part in word.lower().split("-")}
    assert not words - _KNOWN - options, done.out


def test_the_list_of_commands_says_what_each_does(command: Run) -> None:
    text = command("--help").out
    for name, (_module, line) in COMMANDS.items():
        assert name in text
        assert line.split(",")[0].split()[0] in text
    assert [name for name, _ in _commands() if " " not in name] == list(COMMANDS)
    reviewing = command("review", "--help").out
    for name, (_function, line) in SUBCOMMANDS.items():
        assert name in reviewing
        assert line.split(",")[0].split()[0] in reviewing


def test_every_command_and_option_is_in_the_guide() -> None:
    for name, command in _commands():
        assert f"school-monitor {name}" in GUIDE, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.opts}"
                assert any(f"`{option}" in GUIDE for option in parameter.opts), f"{name} {parameter.opts}"


@pytest.mark.parametrize("code", [*Verdict, *Remark, *Reason, *VisitStatus, *InstitutionKind, *SITE_REMARK_TEXT, *ReadStatus, *REQUIRED, *OPTIONAL, *ROLES])
def test_every_code_is_in_the_guide(code: str) -> None:
    assert f"`{code}`" in GUIDE


@pytest.mark.parametrize("text", [*VERDICT_TEXT.values(), *REMARK_TEXT.values(), *REASON_TEXT.values(), *SHORT_VERDICT.values(), *STATUS_TEXT.values(), *SITE_REMARK_TEXT.values()])
def test_every_word_of_the_reports_is_in_the_guide(text: str) -> None:
    assert text in GUIDE


@pytest.mark.parametrize("code", ["0", "1", "2", "3", "130"])
def test_every_exit_code_is_in_the_guide(code: str) -> None:
    assert re.search(rf"^\| `{code}` \|", GUIDE, re.MULTILINE)


def test_no_code_is_without_a_word() -> None:
    assert set(VERDICT_TEXT) == set(SHORT_VERDICT) == set(Verdict)
    assert set(REMARK_TEXT) == set(Remark)
    assert set(STATUS_TEXT) == set(VisitStatus)
    assert set(KIND_TEXT) == set(InstitutionKind)
    assert {*CERTIFICATE_REMARKS, "soft_404", "wrong_content_length"} <= set(SITE_REMARK_TEXT)
    assert len(LEVEL_TEXT) == 5
    assert len(SOURCE_TEXT) == 3


def test_each_command_has_a_help_of_its_own() -> None:
    helps = [command.help for _name, command in _commands()]
    assert len(set(helps)) == len(COMMANDS) + len(SUBCOMMANDS)


def test_commands_share_the_russian_usage_line() -> None:
    assert all(command.options_metavar == "[КЛЮЧИ]" for _name, command in _commands())
