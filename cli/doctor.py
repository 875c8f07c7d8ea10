"""``school-monitor doctor``: what this machine has and lacks, with the fix for each."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from cli.machine import Part, inspect
from cli.options import Talk, database_option, talk_options, working_command
from cli.terminal import results


@working_command()
@database_option
@talk_options
def command(db: Path, talk: Talk) -> int:
    """Проверить этот компьютер: распознавание, чтение форматов, браузер, диск, база. Для недостающего — команда установки.

    Код завершения 1, если не хватает того, без чего программа не работает.

    \b
    Пример:
      school-monitor doctor
    """
    parts = list(inspect(db.absolute().parent))
    console = results()
    shown = [part for part in parts if not part.present] if talk.quiet else parts
    if shown:
        console.print(_table(shown))
    missing = [part for part in parts if not part.present]
    for part in missing:
        console.print()
        console.print(Text.assemble((part.name, "bold"), f": без этого {part.lost}."))
        console.print(Text(f"  {part.fix}", "cyan"), soft_wrap=True)
    if not missing and not talk.quiet:
        console.print(Text("Всё на месте.", "green"))
    return 1 if any(part.essential for part in missing) else 0


def _table(parts: list[Part]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), show_edge=False)
    for heading in ("Что", "Есть", "Подробности"):
        table.add_column(heading)
    for part in parts:
        table.add_row(part.name, _mark(part), Text(part.detail))
    return table


def _mark(part: Part) -> Text:
    if part.present:
        return Text("да", "green")
    return Text("НЕТ", "bold red") if part.essential else Text("нет", "yellow")
