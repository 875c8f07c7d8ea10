"""WordPress: posts below the date, archives by month and author, comment and feed addresses."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "wordpress",
    generator=rx(r"wordpress"),
    markers=("/wp-content/", "/wp-includes/", "/wp-json/", 'class="wp-', "wp-singular", "wp-block-"),
    copies=((rx(r"^(.*?)[?&](?:share|replytocom|like_comment|amp)=[^&]*$"), r"\1"), (rx(r"^(.+)/amp/?$"), r"\1/")),
    traps=(
        ("calendar", rx(r"/(?:19|20)\d\d(?:/[01]?\d){0,2}(?:/page/\d+)?/?$|[?&](?:m=\d{4,8}|tribe[\w-]*=|eventDisplay=)")),
        ("comments", rx(r"/comment-page-\d+|[?&]replytocom=")),
    ),
    asides=(
        (
            "news",
            rx(r"/(?:19|20)\d\d/[01]\d/(?:[0-3]\d/)?[^/]+|/(?:category/)?(?:news|novosti|bez-rubriki)(?:/|$)"),
        ),
        ("author", rx(r"/(?:author|tag)/[^/]+")),
        ("gallery", rx(r"/(?:ngg_tag|nggallery|attachment)(?:/|$)|[?&]attachment_id=")),
        # Pages have ``page_id``; without names in the addresses a post is but a number.
        ("post", rx(r"/(?:index\.php)?\?p=\d+(?:&|$)")),
    ),
    services=(
        ("feed", rx(r"/feed(?:/|$)|/wp-json|/xmlrpc\.php|[?&]feed=|/wp-cron")),
        ("login", rx(r"/wp-(?:login|admin|signup)")),
    ),
    documents=rx(r"[?&](?:wpdmdl|download|wpfb_dl|sdm_process_download)=|/(?:download|downloads)/[^/]+/?$"),
    search=("/?s={query}",),
)
