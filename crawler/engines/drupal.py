"""Drupal: ``/node/12`` or its alias (``/?q=node/12`` on old ones), print and book copies, calendars of the date modules."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "drupal",
    generator=rx(r"drupal"),
    markers=("/sites/default/files/", "/sites/all/modules/", "/sites/all/themes/", "/misc/drupal.js", "data-drupal-", "drupal.settings"),
    hrefs=rx(r"(?:^|/|[?&]q=)(?:node|taxonomy/term)/\d+(?:[?#&]|$)"),
    copies=(
        (rx(r"^((?:/[^?]*)?)/print/(?:pdf|epub|html|word_docx)/node/(\d+)(?:/[^?]*)?(?:\?.*)?$"), r"\1/node/\2"),
        # Pictures are shown scaled; the original is the scan that can be read.
        (rx(r"^(/[^?]*?/files)/styles/[^/]+/(?:public|private)/([^?]+?\.(?:jpe?g|png|gif))(?:\.webp)?(?:\?.*)?$"), r"\1/\2"),
        (rx(r"^((?:/[^?]*)?)/(?:print|printpdf|book/export/html)/(?:node/)?(\d+)(?:\?.*)?$"), r"\1/node/\2"),
        (rx(r"^(.*/node/\d+)/(?:print|printable(?:/\w+)?)$"), r"\1"),
        (rx(r"^((?:/[^?]*)?)/(?:print|printpdf)/([a-z][^?]*)$"), r"\1/\2"),
    ),
    traps=(
        (
            "calendar",
            rx(r"/calendar(?:-[\w-]+)?/(?:\w+/)?(?:19|20)\d\d|/(?:month|week|day|year)/(?:19|20)\d\d|/archive/(?:all/)?(?:19|20)\d{4}|[?&]mini="),
        ),
        ("facets", rx(r"[?&]f(?:%5B|\[)\d+(?:%5D|\])=")),
    ),
    asides=(("news", rx(r"/(?:news|novosti|blogs?|poll|polls)(?:[/?]|$)")),),
    services=(
        ("user", rx(r"(?:/|[?&]q=)users?(?:/[^/?&]+)*/?(?:[?&]|$)")),
        (
            "view",
            rx(r"(?:/|[?&]q=)(?:comment/(?:reply/|\d+)|node/add|node/\d+/(?:edit|delete|revisions|track)|filter/tips|printmail/|forward\b|tracker\b|aggregator\b)"),
        ),
    ),
    documents=rx(r"/system/files/[^/?]+|/(?:node|file|files|media|document)/\d+/download\b|/download/file/fid/\d+"),
)
