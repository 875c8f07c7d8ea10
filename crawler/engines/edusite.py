"""edusite.ru and its relatives: pages ``/pNNaa1.html`` with a print copy ``/pNNaa1_pr.html``."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "edusite",
    host=rx(r"\.edusite\.ru$"),
    markers=("edusite.ru",),
    hrefs=rx(r"/p\d+(?:aa\d+)?\.html?$"),
    copies=((rx(r"^(/p\d+(?:aa\d+)?)_pr(\.html?)$"), r"\1\2"),),
    asides=(("gallery", rx(r"/(?:p\d+_)?(?:gallery|fotoalbum)")),),
    documents=rx(r"/docum/|/DswMedia/[^/?]+$|/files?/\d+$"),
)
