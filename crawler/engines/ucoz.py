"""uCoz and narod: ``/index/<slug>/0-58``, file catalogue ``/load/``, day archives ``/news/2018-11-02``."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "ucoz",
    generator=rx(r"ucoz"),
    host=rx(r"\.(?:ucoz\.\w+|narod2?\.ru|at\.ua|my1\.ru|3dn\.ru|do\.am|clan\.su)$"),
    markers=("ucoz.net/", "/.s/src/", "created on ucoz", "создать сайт бесплатно ucoz"),
    hrefs=rx(r"/index/[^?]*\d-\d+$|/load/[^?]*\d-\d+(?:-\d+){2}"),
    copies=(
        (rx(r"^(/p\d+aa\d+)_pr\.html$"), r"\1.html"),
        (rx(r"^(/(?:load|news|publ|blog|photo|dir|stuff)/[^?]*\d+-\d+-\d+-\d+)-987$"), r"\1"),
    ),
    traps=(
        ("calendar", rx(r"/(?:news|blog|publ|photo|load)/(?:19|20)\d\d-\d{1,2}(?:-\d{1,2})?$")),
        ("sort", rx(r"/(?:news|load|publ|photo)/\d+-\d+-\d+-\d+-\d+-\d+")),
    ),
    asides=(
        ("news", rx(r"/(?:news|blog)(?:/|$)")),
        ("gallery", rx(r"/photo(?:/|$)")),
        ("forum", rx(r"/(?:forum|gb|faq|tests|stuff|video|board)(?:/|$)")),
    ),
    services=(
        # A page made by people is number 0; the others are login, profiles, messages, lists of users.
        ("login", rx(r"/index/(?:[1-9]\d*(?:-\d+)*|sub/?.*)$|/register")),
        # The fifth number of an entry's address is what to do: add, edit, top lists, all of one user.
        ("view", rx(r"/(?:load|publ|news|blog|dir|photo|board|stuff)/0-\d+-\d+-\d+-(?:1|13|16|17)$")),
        ("share", rx(r"/(?:go|panel|api|php|search|mchat|poll|informer|abnl|secure|stat)(?:/|\?|$)")),
    ),
    documents=rx(r"/load/0-0-[01]-\d+-20|/_(?:ld|fr|nw|pu|si)/\d+/"),
    shelves=rx(r"/(?:load|dir)(?:/|$)"),
    search=("/search/?q={query}&t=0",),
)
