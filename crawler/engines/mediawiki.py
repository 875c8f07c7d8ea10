"""MediaWiki: pages by title; around each of them dozens of views, logs and special pages, all made by the program."""

from urllib.parse import quote

from crawler.engines.base import Engine, rx

_SPECIAL = "служебная|special"
ENGINE = Engine(
    "mediawiki",
    generator=rx(r"mediawiki"),
    markers=('id="mw-content-text"', "wgcanonicalnamespace", "mediawiki.page."),
    hrefs=rx(rf"/index\.php\?title=[^&]+|/(?:{_SPECIAL}):"),
    copies=(
        # Every page leads to the list of the special pages; of those the list of all pages is the one that is needed.
        (rx(rf"^(.*(?:\?title=|/))(?:special:specialpages|{quote('Служебная:Спецстраницы', safe=':')})$"), r"\1Special:AllPages"),
        (rx(r"^([^?]*\?title=[^&]+)(?:&(?:oldid|direction|printable|redirect|curid|uselang|useskin|mobileaction)=[^&]*)+$"), r"\1"),
        (rx(r"^(/[^?]+)\?(?:(?:oldid|direction|printable|redirect|curid|uselang|useskin|mobileaction)=[^&]*&?)+$"), r"\1"),
    ),
    asides=(("talk", rx(r"(?:/|title=)(?:(?:обсуждение|участни\w+|talk|user|mediawiki|шаблон|template)(?:[_ ][^:/&]+)?|[^:/&?]+[_ ]talk):")),),
    services=(
        ("special", rx(rf"(?:/|title=)(?:{_SPECIAL}):(?!(?:все_страницы|allpages)(?:[&?/]|$))")),
        ("view", rx(r"[?&](?:action=(?!view\b)\w+|diff=|oldid=|veaction=|redlink=)")),
        ("script", rx(r"/(?:api|load|rest|opensearch_desc|thumb)\.php")),
    ),
    search=("/index.php?title=Special:Search&fulltext=1&ns0=1&ns6=1&search={query}",),
)
