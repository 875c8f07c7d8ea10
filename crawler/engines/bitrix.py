"""1C-Bitrix: elements by number, ``PAGEN_1`` paging, print and low-vision copies, files through a redirect."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "bitrix",
    markers=("/bitrix/js/", "/bitrix/templates/", "/bitrix/cache/", "bx.message("),
    copies=((rx(r"^(.*?)[?&](?:print|special_version|bxajaxid|clear_cache|back_url\w*)=[^&]*$"), r"\1"),),
    traps=(
        ("calendar", rx(r"[?&](?:arrFilter_\w+|month|year|date_from|EVENT_DATE)=|/calendar/")),
        ("sort", rx(r"[?&](?:sort|order|SIZEN_\d+|SHOWALL_\d+=0)=?")),
    ),
    asides=(
        ("news", rx(r"/(?:news|novosti|press|about/news|info/news)(?:/|$)")),
        ("gallery", rx(r"/(?:gallery|photo|media)(?:/|$)")),
    ),
    services=(
        ("login", rx(r"/bitrix/admin|/auth/|[?&](?:login|register|forgot_password|logout)=yes")),
        ("search", rx(r"/search/(?:\?|$)|[?&]tags=")),
        ("rss", rx(r"/rss/")),
    ),
    documents=rx(r"/bitrix/(?:redirect|rk)\.php|/bitrix/tools/(?:disk|catalog)\w*|[?&](?:download|get_?file)="),
    shelves=rx(r"/(?:docs|documents|dokumenty)/?$"),
    search=("/search/?q={query}",),
)
