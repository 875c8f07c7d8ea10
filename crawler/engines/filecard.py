"""The regional builder whose every attachment has a card ``/file/card?id=N`` with its title and text."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "file-card",
    hrefs=rx(r"/(?:file/card|site/pub)\?id=\d+"),
    documents=rx(r"/file/(?:card|download|get)\b"),
    asides=(("news", rx(r"/site/(?:news|pubs?-?list|calendar)\b")),),
    copies=((rx(r"^/old(/file/card\?id=\d+)$"), r"/old\1"),),
    shelves=rx(r"/(?:file/list|files)\b"),
)
