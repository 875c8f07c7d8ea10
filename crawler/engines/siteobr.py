"""siteobr.ru: materials by number, the text of an order often typed into them."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "siteobr",
    host=rx(r"\.siteobr\.ru$"),
    markers=("siteobr.ru/", "siteobr.js"),
    asides=(
        ("news", rx(r"/(?:news|novosti|news-svc|events?)(?:/|\?|$)")),
        ("gallery", rx(r"/(?:gallery|photos?|albums?)(?:/|\?|$)")),
    ),
    services=(("login", rx(r"/(?:user|profile|feedback)(?:/|\?|$)")),),
    documents=rx(r"/(?:file|files|download|attachment)/\d+(?:/|$)"),
)
