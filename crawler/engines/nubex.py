"""nubex and the builders made like it (prosadiki, eduru, muzkult, sportsng): ``/sveden/…``, news with endless paging."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "nubex",
    generator=rx(r"nubex"),
    host=rx(r"\.(?:nubex\.ru|prosadiki\.ru|eduru\.ru|muzkult\.ru|sportsng\.ru|obrsite\.ru)$"),
    markers=("nubex.ru/", "/_nubex", "prosadiki.ru", "eduru.ru/", "pruffme"),
    copies=((rx(r"^(.*?)[?&](?:set_template|template|version)=(?:special|blind|print)\b.*$"), r"\1"),),
    asides=(
        ("news", rx(r"/(?:news|novosti|ads|announcements?)(?:/|\?|$)")),
        ("gallery", rx(r"/(?:gallery|albums?|photos?|videos?|media)(?:/|\?|$)")),
    ),
    services=(("login", rx(r"/(?:auth|cabinet|feedback|reception)(?:/|$)")),),
    documents=rx(r"/(?:download|file|files|doc)/(?:[0-9a-f-]{8,}|\d+)(?:/|$)"),
    shelves=rx(r"/(?:docs|documents)/?$"),
)
