"""DokuWiki: one page has a dozen views (``do=``, ``rev=``, ``idx=``), files come through ``fetch.php?media=`` or ``_media``."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "dokuwiki",
    generator=rx(r"dokuwiki"),
    markers=("lib/exe/css.php", "lib/exe/js.php", "dokuwiki__"),
    hrefs=rx(r"/doku\.php\?id=|/lib/exe/(?:fetch|detail)\.php"),
    copies=(
        # The index of a namespace is the same seen from every page; it names pages that nobody links to.
        (rx(r"^(.*/doku\.php)(?:/[^?]*)?\?(?:[^#]*&)?idx=([^&]*).*$"), r"\1?idx=\2"),
        (rx(r"^(/(?:[^?]*/)?)(?!.*doku\.php)[^?/]*\?(?:[^#]*&)?idx=([^&]*).*$"), r"\1?idx=\2"),
        (rx(r"^(.*/doku\.php)(?:/[^?]*)?\?(?:[^#]*&)?do=index(?:&.*)?$"), r"\1?do=index"),
        (rx(r"^(/(?:[^?]*/)?)(?!.*doku\.php)[^?/]*\?(?:[^#]*&)?do=index(?:&.*)?$"), r"\1?do=index"),
        (rx(r"^(.*/lib/exe/fetch\.php\?)(?:[^#]*&)?(media=[^&]+)(?:&.*)?$"), r"\1\2"),
        (rx(r"^(.*/lib/exe/fetch\.php/[^?]+)\?.+$"), r"\1"),
        (rx(r"^(.*/_media/[^?]+)\?.+$"), r"\1"),
        # Results of a search are linked with the words to be marked in them.
        (rx(r"^(.*[?&]id=[^&]+)&s(?:%5B|\[).*$"), r"\1"),
        (rx(r"^([^?]*)\?s(?:%5B|\[).*$"), r"\1"),
        (rx(r"^(.*[?&]id=[^&]+)&do=(?:show|export_\w+)?$"), r"\1"),
        (rx(r"^(.*?)\?do=(?:show|export_\w+)?$"), r"\1"),
        (rx(r"^(.*)/_export/\w+/(.+)$"), r"\1/\2"),
    ),
    services=(
        ("view", rx(r"[?&]do=(?!show\b|index\b)\w*|[?&](?:rev|rev2(?:%5B|\[)?\w*|at|tab_files|tab_details|difftype|sectok|first)=")),
        ("picture_page", rx(r"/lib/exe/detail\.php|/_detail/")),
        ("script", rx(r"/lib/exe/(?!fetch\.php)\w+\.php|/feed\.php|/install\.php")),
    ),
    documents=rx(r"/lib/exe/fetch\.php[?/]|/_media/"),
    search=("/doku.php?do=search&q={query}",),
)
