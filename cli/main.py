"""Entry of the command: finds the command's module, and turns every error into a message and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from cli import russian

PROGRAM = "school-monitor"

COMMANDS = {
    "demo": ("cli.demo", "показать всю работу на учебном районе из комплекта, без сети"),
    "run": ("cli.run", "обойти сайты, проверить и составить отчёты"),
    "crawl": ("cli.crawl", "только обойти сайты и сохранить прочитанное"),
    "check": ("cli.check", "заново проверить сохранённое, без сети"),
    "report": ("cli.report", "составить отчёты по сохранённой проверке"),
    "extract": ("cli.extract", "найти акты в файлах, папках и архивах"),
    "explain": ("cli.explain", "объяснить, как будет оценён заголовок, ссылка, текст или файл"),
    "export": ("cli.export", "выгрузить выводы и акты в JSON или CSV"),
    "compare": ("cli.compare", "сравнить две проверки"),
    "recommendations": ("cli.recommendations", "показать рекомендации организациям и что из них выполнено"),
    "review": ("cli.review", "показать, что проверить глазами, и принять решения"),
    "import": ("cli.import_data", "загрузить участие, вакансии или список организаций из таблицы"),
    "schedule": ("cli.schedule", "назначить запуски по календарю программы мониторинга"),
    "status": ("cli.status", "показать последние, предстоящие и пропущенные запуски"),
    "doctor": ("cli.doctor", "проверить, что есть на этом компьютере и чего не хватает"),
}
"""Command → module that holds its ``command``, and the line the list of commands shows."""


class Commands(click.Group):
    """The commands, each imported when it is called: ``--help`` need not wait for parsers and dictionaries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command's own object; ``None`` when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Команды"):
            formatter.write_dl([(name, text) for name, (_module, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; errors of the stations become a message in Russian and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (Exception, KeyboardInterrupt) as error:
            from cli.failures import report  # imports the stations' errors: only when there is one

            return report(error, bool(ctx.meta.get("debug")), bool(ctx.meta.get("json_log")))


@click.group(
    cls=Commands,
    options_metavar="[КЛЮЧИ]",
    subcommand_metavar="КОМАНДА [АРГУМЕНТЫ]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    package_name=PROGRAM, prog_name=PROGRAM, message="%(prog)s, версия %(version)s", help="Показать версию и выйти."
)
def commands() -> None:
    """Мониторинг сайтов школ: находит, читает и оценивает акты о профессиональном развитии педагогов.

    \b
    Попробовать на учебном районе:  school-monitor demo
    Проверить свой район:           school-monitor run --schools schools.csv --out отчёт

    \b
    Код завершения: 0 — всё прочитано; 3 — часть сайтов прочитана не полностью (они перечислены);
    2 — ошибка во входных данных или настройках; 1 — сбой программы; 130 — прервано, сохранённое цело.
    """


def execute(arguments: Sequence[str]) -> int:
    """Run the command line and give its exit code."""
    russian.bind()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Cyrillic must not end the run
    try:
        code = commands.main(list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        click.echo("Прервано.", err=True)
        return 130
    return code if isinstance(code, int) else 0


def main() -> NoReturn:
    """The console script."""
    sys.exit(execute(sys.argv[1:]))


if __name__ == "__main__":
    main()
