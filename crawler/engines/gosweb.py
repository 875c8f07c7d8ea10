"""Госвеб: state template sites below ``gosweb.gosuslugi.ru`` with long transliterated paths."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "gosweb",
    host=rx(r"\.gosweb\.gosuslugi\.ru$"),
    markers=("gosweb.gosuslugi.ru", "/netcat_files/"),
    asides=(
        ("news", rx(r"/(?:novosti|obyavleniya|sobytiya)(?:/|$)|/novosti(?:-\d+)?_\d+\.html")),
        ("gallery", rx(r"/(?:fotogalereya|videogalereya|foto|galereya)(?:/|$)")),
    ),
    services=(("print", rx(r"[?&](?:template|isNaked|nc_ctpl)=")),),
    documents=rx(r"/netcat_files/|/h_[0-9a-f]{16,}"),
)
