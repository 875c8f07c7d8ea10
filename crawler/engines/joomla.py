"""Joomla and K2: ``index.php?option=com_content&…`` with print, PDF and e-mail copies of each article, and two searches."""

from crawler.engines.base import Engine, rx

ENGINE = Engine(
    "joomla",
    generator=rx(r"joomla"),
    markers=("/media/jui/", "/components/com_", "option=com_", "/media/system/js/mootools", "/media/system/js/core", "/media/vendor/joomla", "/templates/system/css/"),
    hrefs=rx(r"/index\.php(?:/[\w-]+){1,4}/\d+-[\w-]+|[?&]option=com_\w+"),
    copies=(
        (rx(r"^(.*?)[?&]tmpl=component(?:&amp;|&)print=1(?:&[^#]*)?$"), r"\1"),
        (rx(r"^(.*?)[?&]format=pdf(?:&[^#]*)?$"), r"\1"),
        # Results of the smart search are linked with the words to be marked in them.
        (rx(r"^(.*?)[?&]highlight=[^&#]*$"), r"\1"),
        (rx(r"^(.*?[?&])highlight=[^&#]*&(.+)$"), r"\1\2"),
    ),
    traps=(
        (
            "calendar",
            rx(
                r"option=com_(?:jevents|rseventspro|eventlist|icagenda|dpcalendar)\b.*(?:day|month|year|date)="
                r"|/(?:day|week|month|year)(?:cal|\.list\w*|\.cal\w*)|/itemlist/date/|/calendar/(?:19|20)\d\d"
            ),
        ),
    ),
    asides=(
        ("news", rx(r"/(?:novosti|news|nashi-novosti|sobytiya)(?:/|$)|/itemlist/(?:tag|user)/")),
        ("gallery", rx(r"com_(?:phocagallery|joomgallery|igallery|morfeoshow)|/(?:fotogalereya|galereya|foto|photo)(?:/|$)")),
        ("forum", rx(r"com_(?:kunena|easybook|jcomments)")),
    ),
    services=(
        ("login", rx(r"com_users|com_user\b|/component/users|view=(?:login|registration|reset|remind)|/administrator")),
        ("mail", rx(r"com_mailto|/component/mailto")),
        ("search", rx(r"com_search|com_finder|/component/(?:search|finder|tags)")),
        ("feed", rx(r"format=(?:feed|raw|json)|type=(?:rss|atom)")),
    ),
    documents=rx(
        r"com_(?:docman|phocadownload|jdownloads|attachments|edocman)\b.*(?:download|id=)|task=(?:doc_download|download)"
        r"|[?&]download=\d+|/send/\d+-|/(?:download|finish)/\d+|/item/download/\d+"
    ),
    shelves=rx(r"com_(?:docman|phocadownload|jdownloads|edocman|dropfiles)\b|/(?:docman|phocadownload|jdownloads|dropfiles|edocman)(?:/|$)"),
    # The old search was taken out of the fourth version; the smart one is in all of them, often without an index in the third.
    search=(
        "index.php?option=com_search&view=search&searchword={query}&searchphrase=any",
        "index.php?option=com_finder&view=search&q={query}",
    ),
)
