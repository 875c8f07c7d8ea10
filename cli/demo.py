"""``school-monitor demo``: the whole job on the bundled district, and how far it is from the known truth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
from rich.text import Text

from cli.import_rows import read_participation
from cli.inputs import registry
from cli.options import Manners, Talk, talk_options, working_command
from cli.outcome import finish
from cli.terminal import results
from cli.work import carry_out, crawl_settings
from crawler.cloud import NO_CLOUDS
from db.background import load_report
from db.connection import open_database
from db.imports import store_participation
from demo.server import serve_district
from demo.truth import PARTICIPATION, compare, load_truth
from fleet.job import JobSettings, run
from programmes import bundled, load_programme
from reports.plural import FINDING, counted


@working_command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-out"),
    show_default=True,
    metavar="ПАПКА",
    help="Куда положить базу и отчёты.",
)
@talk_options
def command(out: Path, talk: Talk) -> int:
    """Показать всю работу на учебном районе: сайты из комплекта запускаются на этом компьютере, сеть не нужна.

    Печатает таблицу соответствия, пути отчётов и сверку с известной правдой об учебном районе. Код завершения 0, если всё
    совпало, иначе 1. Часть учебных сайтов недоступна или закрыта нарочно: так видно, что такие сайты дают «нет данных».

    \b
    Пример:
      school-monitor demo --out demo-out
    """
    out.mkdir(parents=True, exist_ok=True)
    database = out / "monitoring.db"
    truth = load_truth()
    programme = load_programme(bundled())
    with serve_district() as district:
        places = registry(district.write_registry(out)).institutions
        with open_database(database) as db:
            store_participation(db, read_participation(PARTICIPATION, places))
        manners = crawl_settings(Manners(delay=0, allow_private_hosts=True), programme.follow_threshold)
        given = JobSettings(
            db=database,
            institutions=places,
            programme=programme,
            crawl=replace(manners, cloud_endpoints=dict(NO_CLOUDS)),  # the demonstration never leaves this machine
            as_of=truth.as_of,
        )
        result = carry_out(run, given, talk)
    with open_database(database, create=False) as db:
        data = load_report(db, result.run.id)
    finish(data, programme, out, talk)
    console = results()
    differences = compare(truth, data.findings, data.visits)
    console.print()
    if not differences:
        console.print(Text(f"Сверка с правдой: совпали все {counted(len(truth.findings), FINDING)}.", "bold green"))
        return 0
    console.print(Text(f"Сверка с правдой: расхождений {len(differences)}.", "bold red"))
    for difference in differences:
        console.print(Text(f"  {difference}"))
    return 1
