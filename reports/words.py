"""Russian words for the codes that reports show."""

from __future__ import annotations

from checks.model import REMARK_TEXT, Remark, Verdict
from crawler.model import InstitutionKind, Outcome, VisitStatus
from extractors.model import Level, TextSource
from reports.clean import line

SHORT_VERDICT = {
    Verdict.PRESENT: "есть",
    Verdict.PARTIAL: "замечания",
    Verdict.ABSENT: "нет",
    Verdict.UNKNOWN: "нет данных",
}
NOT_CHECKED = "не проверено"
"""Shown where a run has no finding at all, e.g. because it was broken off before judging."""

STATUS_TEXT = {
    VisitStatus.OK: "прочитан",
    VisitStatus.PARTIAL: "прочитан не полностью",
    VisitStatus.UNREACHABLE: "недоступен",
    VisitStatus.ROBOTS_FORBIDDEN: "обход запрещён файлом robots.txt",
    VisitStatus.BOT_WALL: "закрыт проверкой на робота",
    VisitStatus.NEEDS_JAVASCRIPT: "не читается без выполнения сценариев",
    VisitStatus.MOVED: "прочитан по новому адресу",
    VisitStatus.SKIPPED: "обход не начинался",
}

KIND_TEXT = {
    InstitutionKind.AUTHORITY: "орган управления образованием",
    InstitutionKind.SCHOOL: "школа",
    InstitutionKind.KINDERGARTEN: "детский сад",
    InstitutionKind.SUPPLEMENTARY: "дополнительное образование",
}

KINDS_TEXT = {
    InstitutionKind.AUTHORITY: "Органы управления образованием",
    InstitutionKind.SCHOOL: "Общеобразовательные организации",
    InstitutionKind.KINDERGARTEN: "Дошкольные образовательные организации",
    InstitutionKind.SUPPLEMENTARY: "Организации дополнительного образования",
}

LEVEL_TEXT = {
    Level.SCHOOL: "организация",
    Level.MUNICIPALITY: "муниципальный уровень",
    Level.REGION: "региональный уровень",
    Level.FEDERATION: "федеральный уровень",
    Level.UNKNOWN: "уровень не определён",
}

SOURCE_TEXT = {
    TextSource.TEXT: "текст файла",
    TextSource.OCR: "распознано с изображения",
    TextSource.MIXED: "часть текста распознана с изображений",
}

OUTCOME_TEXT = {
    Outcome.OK: "прочитано",
    Outcome.NOT_MODIFIED: "не изменилось",
    Outcome.NOT_FOUND: "страницы нет (404)",
    Outcome.FORBIDDEN: "доступ запрещён",
    Outcome.SERVER_ERROR: "ошибка сервера",
    Outcome.HTTP_ERROR: "ошибка ответа",
    Outcome.REDIRECT_LOOP: "бесконечная переадресация",
    Outcome.UNREACHABLE: "нет соединения",
    Outcome.TIMEOUT: "нет ответа за отведённое время",
    Outcome.BROKEN: "ответ оборвался",
    Outcome.TOO_LARGE: "слишком большой файл",
    Outcome.ROBOTS: "запрещено файлом robots.txt",
    Outcome.PRIVATE_ADDRESS: "адрес внутренней сети",
    Outcome.BOT_WALL: "проверка на робота",
    Outcome.NEEDS_JAVASCRIPT: "нужны сценарии",
    Outcome.OFF_SITE: "ведёт на чужой сайт",
}

SITE_REMARK_TEXT = {
    "certificate_expired": "срок сертификата истёк",
    "certificate_not_yet_valid": "сертификат ещё не действует",
    "certificate_wrong_name": "сертификат выдан для другого адреса",
    "certificate_self_signed": "сертификат выписан сайтом самому себе",
    "certificate_incomplete_chain": "сайт не присылает промежуточный сертификат",
    "certificate_not_trusted": "сертификат выдан неизвестным удостоверяющим центром",
    "old_encryption": "сервер умеет только устаревшее шифрование",
    "error_status": "главная страница открывается, но приходит с кодом ошибки",
    "wrong_content_length": "сервер объявляет неверную длину ответов",
    "soft_404": "на несуществующие адреса сайт отвечает страницей с кодом 200",
    "rendered": "сайт собирается сценариями: прочитан через браузер",
    "second_try": "сайт ответил только со второй попытки, в конце обхода",
}
"""Remarks on a site itself: none of them changes a verdict, all of them are worth a letter to its administrator."""

_COUNTERS = {
    "off_site": "ссылки на чужие сайты",
    "below_threshold": "ссылки, которые ничего не обещают",
    "not_web": "почтовые, телефонные и другие ссылки не на страницы",
    "cloud_disk": "ссылки на облачные диски",
    "picture": "картинки оформления",
    "media": "видео, звук, программы",
    "same_body": "страницы с тем же содержанием",
    "rendered": "страницы, собранные в браузере",
    "read_less_again": "повторные обходы, которые прочитали меньше",
    "soft_404": "страницы «не найдено» с кодом 200",
    "sitemap_cut": "карта сайта прочитана не вся",
    "sitemap_unread": "части карты сайта, которые не прочитаны",
    "unread_pages": "страницы, которые не удалось прочитать",
    "unread_documents": "документы, которые не удалось прочитать",
    "archive_damaged": "повреждённые записи архива",
    "cloud_folders": "папки на облачных дисках",
    "cloud_folder_left": "файлы в облачных папках сверх предела",
    "cloud_folder_deep": "облачные папки глубже предела",
    "ocr_header_only": "документы, в которых из сканов распознана только шапка",
}
_COUNTER_GROUPS = {
    "engine": "движок сайта",
    "left": "осталось непрочитанным",
    "trap": "бесконечные разделы",
    "service": "служебные страницы",
    "copy": "копии страниц",
}
_COUNTER_LABELS = {
    "document": "документы",
    "page": "страницы",
    "aside": "новости и галереи",
    "calendar": "календарь",
    "paging": "листание",
    "loop": "повторяющиеся адреса",
    "sort": "сортировка",
    "search": "поиск",
    "login": "вход",
    "print": "для печати",
    "share": "кнопки и счётчики",
    "comments": "комментарии",
    "feed": "ленты",
    "rss": "ленты",
    "forum": "форум и гостевая",
    "gallery": "галерея",
    "news": "новости",
    "tag": "метки",
    "author": "авторы",
    "cart": "корзина",
    "mail": "отправка почты",
    "daily_menu": "ежедневное меню",
    "general": "не определён",
}


def remarks_text(remarks: tuple[Remark, ...]) -> str:
    """The remarks as one Russian phrase, parted by semicolons."""
    return "; ".join(REMARK_TEXT[remark] for remark in remarks)


def source_text(source: str | None) -> str:
    """Where an act's text was read from; «текст не прочитан» when it was not."""
    return SOURCE_TEXT[TextSource(source)] if source else "текст не прочитан"


def site_remark_text(remark: str) -> str:
    """A remark on a site in Russian, with its detail: «срок сертификата истёк (2026-03-01)»."""
    code, _colon, detail = remark.partition(":")
    text = SITE_REMARK_TEXT.get(code, line(code))
    text = text[:1].upper() + text[1:]
    return f"{text} ({line(detail)})" if detail else text


def counter_text(code: str) -> str:
    """A counter of the crawl in Russian; what has no translation is shown by its code."""
    group, _colon, label = code.partition(":")
    if group == "outcome" and label in set(Outcome):
        return f"не получено: {OUTCOME_TEXT[Outcome(label)]}"
    if label and group in _COUNTER_GROUPS:
        return f"{_COUNTER_GROUPS[group]}: {_COUNTER_LABELS.get(label, line(label))}"
    return _COUNTERS.get(code, line(code))
