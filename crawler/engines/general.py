"""Rules for any engine, known or not: what endless, repeated and useless addresses have in common."""

import re

from crawler.engines.base import Engine, rx

_NEWS = (
    "news|novosti|novost|newslist|presscenter|press-center|press-tsentr|press-centr|lenta|obyavleniya|objavlenija|afisha|anons|anonsy"
    "|новости|новость|объявления|афиша|анонсы"
)
_GALLERY = (
    "gallery|galleries|galereya|galereja|fotogalereya|fotogalereja|photogallery|photo|photos|foto|fotos|fotoalbom|fotootchety|album"
    "|albums|albom|video|videos|videogalereya|media|multimedia|галерея|фотогалерея|фото|видео|альбом"
)
_FORUM = "forum|forums|guestbook|gostevaya|gostevaja|gb|blog|blogs|chat|vopros-otvet|форум|гостевая"

_LOOK = "print|printable|special_version|special|set_template|blind|accessibility|bvi|lowvision"

GENERAL = Engine(
    "general",
    copies=(
        (rx(rf"^(.*?)[?&](?:{_LOOK})=[^&]*$"), r"\1"),
        (rx(rf"^(.*?[?&])(?:{_LOOK})=[^&]*&(.+)$"), r"\1\2"),
        (rx(r"^(.*)/(?:print|printable|version-print)/?$"), r"\1/"),
        (rx(r"^(.+?)(?:[_-]print|(?<=\d)_pr)(\.html?)$"), r"\1\2"),
    ),
    traps=(
        (
            "calendar",
            rx(
                r"/(?:calendar|kalendar|календарь|events?|archive|arhiv)/(?:.*/)?(?:19|20)\d\d[-/]\d{1,2}(?=[-/?]|$)"
                r"|[?&](?:month|mon|mes|calmonth|cal_?date|ical|day)=|[?&]m=(?:19|20)\d{2,6}(?:&|$)|[?&](?:year|date|y)=(?:19|20)\d\d(?:-\d+)*(?:&|$)"
                r"|/(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])(?:[-/][0-3]?\d)?/?$|[?&]\w{1,16}=(?:19|20)\d\d-[01]\d-[0-3]\d(?:&|$)"
            ),
        ),
        ("comments", rx(r"[?&](?:replytocom|comment_id|cpage)=|/comment-page-\d+|/reply/\d+")),
    ),
    asides=(
        ("news", rx(rf"(?:^|/)(?:{_NEWS})(?=[/?.]|$|[-_]?\d)")),
        ("gallery", rx(rf"(?:^|/)(?:{_GALLERY})(?=[/?.]|$|[-_]?\d)")),
        ("forum", rx(rf"(?:^|/)(?:{_FORUM})(?=[/?.]|$|[-_]?\d)|/viewtopic\.php|/showthread\.php")),
        ("tag", rx(r"/(?:tag|tags|author|avtor|metka)/[^/]+|[?&](?:tag|author)=")),
    ),
    services=(
        (
            "login",
            rx(
                r"/(?:login|logout|log-?in|sign-?in|signup|register|registration|auth|password|user/(?:login|register|password)|wp-login\.php"
                r"|wp-admin|administrator|admin|cabinet|lk)(?=[/?.]|$)|[?&](?:action|do|act|mode)=(?:login|logout|register|lostpassword)"
            ),
        ),
        ("search", rx(r"/(?:search|poisk)(?=[/?.]|$)|[?&](?:s|query|search|searchword|do=search)=|[?&]q=(?![a-z0-9_-]+(?:[/&]|$))")),
        # ``q`` is the path of a page on some engines: a word in Latin letters is no question of a school's site.
        (
            "view",
            rx(
                r"[?&](?:action|do|act|mode|op|cmd)=(?:edit|create|history|delete|remove|purge|watch|unwatch|rollback|diff|revisions|backlink|mailto|prefs|signin)"
                r"(?:&|$)|[?&](?:oldid|redlink|returnto)="
            ),
        ),
        (
            "feed",
            rx(
                r"/(?:feed|rss|atom)(?=[/?.]|$)|\.(?:rss|atom|xml|json|js|css|ico|webmanifest|map)(?:\?|$)|[?&](?:format|feed|type)=(?:rss|feed|atom)"
            ),
        ),
        ("cart", rx(r"/(?:cart|basket|checkout|korzina|compare|wishlist)(?=[/?.]|$)|[?&](?:add-to-cart|add_to_cart)=")),
        ("share", rx(r"/(?:share|sharer|cgi-bin|cdn-cgi|ajax|api)(?=[/?.]|$)|[?&](?:share|vote|rate|like|rating)=")),
    ),
    # Regulations of councils and other bodies stand, by law, with the structure of the school.
    shelves=rx(
        r"/(?:docs?|documents?|dokument\w*|docum|files?|fajl\w*|normativ\w*|lokaln\w*|sveden/struct|struktura-i-organy-upravleniya[\w-]*)"
        r"(?:/|\.html?)?$"
    ),
    documents=rx(
        r"/(?:download|downloads|getfile|get_file|file_download|filedownload|getdoc|get-file|dl|fetch)(?:\.php|\.aspx?)?(?:/\d+|/[0-9a-f-]{8,}|\?)"
        r"|/file/card\?id=|[?&](?:download|getfile|file_id|fileid|attach(?:ment)?_?id)=|[?&](?:file|f|path|doc|url|src)=[^&]+\.(?:pdf|docx?|odt|rtf|xlsx?|zip|rar)"
    ),
)

STORE = rx(r"^(?:docs\.wixstatic\.com|static\.tildacdn\.(?:com|info|pro))$")
"""Hosts where builders keep the files of sites that have names of their own."""
SORT = rx(r"[?&](?:sort|sortby|sort_by|order|orderby|order_by|dir|direction|limit|per_page|perpage|view_mode|display)=")
PAGING = rx(
    r"(?:[?&](?:page|paged|p|pg|pagen?_\d+|start|limitstart|offset|from|sp|cur|pagenum)=|[?&]nav-[\w-]+=page-|/(?:page|stranica|страница)/)"
    r"(\d{1,6})(?=[/&?.]|$)"
)
PAGE_NAME = rx(r"/(?:page[-_]?|p-|stranica-|страница-)(\d{1,6})(?=[/&?.]|$)")
"""A page of a list or an article of that name: only the way there tells (``crawler.traps``)."""
DOCUMENT = re.compile(
    r"\.(?:pdf|docx?|docm|dotx?|rtf|odt|ott|xlsx?|xlsm|ods|pptx?|ppsx?|odp|zip|rar|7z|djvu?|txt|p7s|sig|xps|mht)$",
    re.I,
)
DAILY_FILE = re.compile(
    r"/food/.*\.xlsx?$|/(?:19|20)\d\d-\d\d-\d\d-?(?:sm|ss|tm)\d*\.xlsx?$|/(?:tm|kp)(?:19|20)\d\d[-\w]*\.xlsx?$", re.I
)
"""The menu of each school day, which every school must publish as a table of its own."""
PICTURE = re.compile(r"\.(?:jpe?g|png|tiff?|bmp|webp)$", re.I)
MEDIA = re.compile(
    r"\.(?:gif|svg|ico|mp[34]|avi|mov|wmv|flv|mkv|webm|ogg|ogv|wav|m4[av]|3gp|swf|exe|msi|apk|dmg|iso|bin|css|js|woff2?|ttf|eot"
    r"|heic|psd|rst|md)$",
    re.I,
)
