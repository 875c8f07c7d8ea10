"""nubex and the builders made like it (prosadiki, eduru, muzkult, sportsng): ``/sveden/…``, news and galleries turned by ``page_2.html``."""

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
    # Files of all sites lie on hosts of their own: /s<site>/f<number>_<check>/<name>, scaled pictures with «_fit-in~» in the name.
    store=rx(r"^r\d*\.nubex\.ru$"),
    services=(
        ("login", rx(r"/(?:auth|cabinet|feedback|reception)(?:/|$)")),
        ("thumbnail", rx(r"^/(?:_/static/[\w.-]+/)?s\d+-[0-9a-f]+/[0-9a-f]+_fit-in~\d{1,3}x")),
    ),
    documents=rx(r"/(?:download|file|files|doc)/(?:[0-9a-f-]{8,}|\d+)(?:/|$)|/s\d+-[0-9a-f]+/f\d+_[0-9a-f]{2}(?:/|$)"),
    shelves=rx(r"/(?:docs|documents)/?$"),
)
