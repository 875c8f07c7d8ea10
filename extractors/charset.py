"""Bytes of a page or text file to characters, whatever the header, the meta tag or nobody says about their charset.

Order: byte order mark, HTTP charset, declaration inside the document, strict UTF-8, letter statistics of the Russian 8-bit
code pages, charset-normalizer. A named charset is believed only when the bytes bear it out: bytes that are true UTF-8 are
UTF-8 under any header, and an 8-bit name must not lose clearly against another code page.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from dataclasses import dataclass

from charset_normalizer import from_bytes


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the charset it was read in; ``charset`` is a name Python's codecs know."""

    text: str
    charset: str


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RUSSIAN = ("windows-1251", "koi8-r", "cp866", "iso-8859-5", "mac-cyrillic")
_NAMES = {
    "cp1251": "windows-1251", "win1251": "windows-1251", "1251": "windows-1251", "xcp1251": "windows-1251",
    "windows1251": "windows-1251", "ansi1251": "windows-1251", "cyrillic": "windows-1251",
    "koi8r": "koi8-r", "koi8": "koi8-r", "koi": "koi8-r", "koi8ru": "koi8-r", "koi8u": "koi8-u", "cskoi8r": "koi8-r",
    "cp866": "cp866", "ibm866": "cp866", "866": "cp866", "dos": "cp866",
    "iso88595": "iso-8859-5", "88595": "iso-8859-5",
    "maccyrillic": "mac-cyrillic", "xmaccyrillic": "mac-cyrillic",
    "utf8": "utf-8", "utf8mb4": "utf-8", "unicode11utf8": "utf-8", "unicode": "utf-8", "xutf8": "utf-8",
    "usascii": "latin-1", "ascii": "latin-1", "iso88591": "latin-1", "latin1": "latin-1", "windows1252": "windows-1252",
    "cp1252": "windows-1252", "iso885915": "iso-8859-15",
    "windows1250": "windows-1250", "iso88592": "iso-8859-2", "windows1253": "windows-1253", "windows1254": "windows-1254",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5", "shiftjis": "shift_jis", "eucjp": "euc_jp",
}  # fmt: skip
_WESTERN = frozenset({"latin-1", "windows-1252", "iso-8859-15", "windows-1250", "iso-8859-2", "windows-1253", "windows-1254"})

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']\s*([\w.:-]{2,30})|<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,30})""",
    re.I,
)
_DECLARATION_ZONE = 8192
_SAMPLE = 6000
_PAIR_SAMPLE = 2000
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_ESCAPED = re.compile("[\udc80-\udcff]+")
_FOREIGN = re.compile("[^\x00-\x7f\u0400-\u045f\u00a0\u00ab\u00bb\u2010-\u2026\u2116]+")

# Letters of Russian text, per mille.
_LETTERS = dict(zip(
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    (110, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26, 20, 19, 17, 17, 16, 16, 14, 12, 10, 9, 7, 6, 5, 4, 3, 3, 1, 1),
    strict=True,
))  # fmt: skip
_LETTER_SCORE = {letter: math.log(share / 6) for letter, share in _LETTERS.items()}
_LETTER_SCORE |= {letter.upper(): score - 0.3 for letter, score in _LETTER_SCORE.items()}
_NEUTRAL = frozenset("\u00a0«»№–—“”„…‘’°§•")
_STRANGE = -3.0
_CLEARLY = 0.4
"""By so much a named code page must lose against another one not to be believed."""
_MOST_FOR_PAIRS = 0.8
"""What letter pairs can add to a score at most."""
_BAD_CASE = re.compile("[а-яё][А-ЯЁ]")
_FREQUENT_PAIR = re.compile(
    "(?=ст|но|ен|то|на|ов|ни|ра|во|ко|го|пр|по|ро|ть|ол|ос|ре|ер|ел|ие|ал|ли|ка|ан|ат|ет|ог|ва|не|ор|от|об|ия|да|до|ле|ом|ри|ин|ве|ны|де|ло"
    "|ки|за|ть|аз|ци|ик|ад)"
)


_ASCII = bytes(range(128))
_CP1251_FREQUENT = "оеаинтсрвл".encode("cp1251")
_CP1251_TEXT = bytes(range(0xC0, 0x100)) + "Ёё\u00a0«»№–—“”„…‘’°§•".encode("cp1251")
_ENOUGH = 200
"""High bytes below which statistics by single letters say little."""


_WESTERN_LETTER = re.compile("[À-ÿ¸¨¹]")
_WESTERN_RUN = re.compile("[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]+")
_CYRILLIC = re.compile("[Ѐ-ӿ]")


def decode(data: bytes, header_charset: str = "") -> Decoded:
    """The text of ``data``; ``header_charset`` is what the HTTP header names (may be empty or wrong). Never raises."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _after_mark(data[len(mark) :], name, header_charset)
    utf8 = _strict_utf8(data)
    if wide := _wide_without_mark(data):
        return Decoded(data.decode(wide, "replace"), wide)
    if utf8 is not None:
        return Decoded(utf8, "utf-8")
    declared = _DECLARED.search(data, 0, _DECLARATION_ZONE)
    names = [header_charset]
    if declared is not None:
        names.append((declared.group(1) or declared.group(2)).decode("ascii", "replace"))
    claims = [known for name in names if (known := _known(name))]
    if "windows-1251" in claims and _plainly_1251(data):
        try:
            return Decoded(data.decode("windows-1251"), "windows-1251")
        except UnicodeDecodeError:
            pass  # the one byte that code page leaves free: the statistics decide
    return _not_utf8(data, claims)


def _plainly_1251(data: bytes) -> bool:
    """Whether windows-1251, which a page claims, is beyond doubt: no other code page makes its bytes Russian.

    The letters frequent in Russian stand elsewhere in KOI8-R, CP866 and ISO 8859-5; Macintosh has its capitals elsewhere; and
    UTF-8 would fill half of the bytes with the two it begins Russian letters with.
    """
    high = data.translate(None, _ASCII)
    size = len(high)
    if size < _ENOUGH:
        return False
    strange = len(high.translate(None, _CP1251_TEXT))
    frequent = size - len(high.translate(None, _CP1251_FREQUENT))
    begins = high.count(0xD0) + high.count(0xD1)
    return strange * 50 < size and frequent * 2 > size and begins * 8 < size


def repair_mojibake(text: str) -> str:
    """Text whose Cyrillic was read as Western letters («Ïðèêàç» → «Приказ»); any other text comes back unchanged.

    Happens in pages that were converted twice and in PDFs whose fonts carry windows-1251 codes without a Unicode map.
    """
    western = len(_WESTERN_LETTER.findall(text))
    if western < 8 or western < 0.4 * sum(map(str.isalpha, text)) or len(_CYRILLIC.findall(text)) > western:
        return text
    runs = _runs(_western_bytes(text[: 2 * _SAMPLE]))
    if not _in_words(runs) or _scores(runs)["windows-1251"] < 0.3:
        return text
    return _WESTERN_RUN.sub(lambda run: _western_bytes(run.group()).decode("cp1251", "replace"), text)


def _western_bytes(text: str) -> bytes:
    return b"".join(char.encode("latin-1" if char <= "\xff" else "cp1252", "replace") for char in text)


def _known(name: str) -> str:
    """Our name for a charset label, or "" when the label is none we would read a page in (UTF-7, zlib, utf-16 in a meta …)."""
    return _NAMES.get(re.sub(r"[^a-z0-9]", "", name.lower()), "")


def _strict_utf8(data: bytes) -> str | None:
    """UTF-8 text; a character cut off at the very end (truncated download) is forgiven."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start >= len(data) - 3 and error.start > 40:
            return data[: error.start].decode("utf-8")
        return None


def _after_mark(body: bytes, name: str, header_charset: str) -> Decoded:
    if name == "utf-8":
        text = _strict_utf8(body)
        return Decoded(text, name) if text is not None else decode(body, header_charset)
    try:
        return Decoded(body.decode(name), name)
    except UnicodeDecodeError:
        width = 2 if "16" in name else 4
        text = body[: len(body) // width * width].decode(name, "replace")
        if text.count("\ufffd") * 20 <= len(text):
            return Decoded(text, name)
        return decode(b" " + body, header_charset)


def _wide_without_mark(data: bytes) -> str:
    """UTF-16 without a byte order mark: the high bytes of Russian text are nearly all 0 or 4."""
    sample = data[:4096]
    if len(sample) < 4 or (sample.count(0) + sample.count(4)) * 3 < len(sample):
        return ""
    for name, high, low in (("utf-16-le", sample[1::2], sample[0::2]), ("utf-16-be", sample[0::2], sample[1::2])):
        if high.count(0) + high.count(4) + high.count(0x20) >= 0.9 * len(high) and low.count(0) <= 0.1 * len(low):
            return name
    return ""


def _not_utf8(data: bytes, claims: list[str]) -> Decoded:
    runs = _runs(data)
    patched = _patched_utf8(data, runs)
    if patched is not None:
        return Decoded(patched, "utf-8")
    scores = _scores(runs)
    best = max(_RUSSIAN, key=lambda name: scores[name] + (0.05 if name == "windows-1251" else 0.0))
    russian = scores[best] > 0.0 and _in_words(runs)
    for claim in claims:
        if claim == "utf-8" or (claim in _WESTERN and russian and scores[best] > 0.4):
            continue
        if claim in scores and scores[claim] < scores[best] - _CLEARLY and russian:
            continue
        try:
            return Decoded(data.decode(claim), claim)
        except UnicodeDecodeError:
            continue
    if not russian:
        guess = from_bytes(data[:_SAMPLE]).best() if b"\0" not in data[:_SAMPLE] else None
        if guess is not None:
            try:
                return Decoded(data.decode(guess.encoding), guess.encoding)
            except (UnicodeDecodeError, LookupError):
                pass  # the guess was made from the beginning only and does not hold for the rest
    return Decoded(data.decode(best, "replace"), best)


def _patched_utf8(data: bytes, runs: bytes) -> str | None:
    """UTF-8 with foreign bytes in it: a few broken characters, or a windows-1251 fragment included into a UTF-8 page."""
    text = runs.decode("utf-8", "surrogateescape")
    bad = sum(len(run) for run in _ESCAPED.findall(text))
    good = len(_CYRILLIC.findall(text))
    if good * 4 < bad or good < 3:
        return None
    text = data.decode("utf-8", "surrogateescape")
    if good < bad * 20:
        text = _FOREIGN.sub(_as_1251, text)
    return _ESCAPED.sub(_as_1251, text)


def _as_1251(match: re.Match[str]) -> str:
    return match.group().encode("utf-8", "surrogateescape").decode("cp1251", "replace")


def _runs(data: bytes) -> bytes:
    """The beginning of the non-ASCII runs of ``data`` in order, joined by spaces."""
    pieces: list[bytes] = []
    size = 0
    for match in _HIGH_RUN.finditer(data):
        piece = match.group()[:512]
        pieces.append(piece)
        size += len(piece)
        if size > _SAMPLE:
            break
    return b" ".join(pieces)


def _scores(runs: bytes) -> dict[str, float]:
    """How much like Russian the runs look in each code page: about 1 for Russian text, below 0 for what is not Russian.

    The bytes are counted once for all code pages; letter pairs, the dearer part, are looked at only where they could still
    change which code page is the best or how far it is ahead.
    """
    counts = Counter(runs)
    counts.pop(0x20, None)
    total = sum(counts.values())
    if not total:
        return dict.fromkeys(_RUSSIAN, 0.0)
    letters = {name: sum(count * _BYTE_SCORES[name][byte] for byte, count in counts.items()) / total for name in _RUSSIAN}
    scores: dict[str, float] = {}
    for name in sorted(_RUSSIAN, key=lambda name: -letters[name]):
        hopeless = scores and letters[name] + _MOST_FOR_PAIRS < max(scores.values()) - _CLEARLY
        scores[name] = letters[name] + (0.0 if hopeless else _pairs(runs, name))
    return scores


def _pairs(runs: bytes, name: str) -> float:
    part = runs[:_PAIR_SAMPLE].decode(name, "replace")
    letters = len(part) - part.count(" ")
    return (0.8 * len(_FREQUENT_PAIR.findall(part.lower())) - 1.5 * len(_BAD_CASE.findall(part))) / max(letters, 1)


def _byte_scores(name: str) -> tuple[float, ...]:
    chars = (bytes([byte]).decode(name, "replace") for byte in range(256))
    return tuple(_LETTER_SCORE.get(char, 0.0 if char in _NEUTRAL else _STRANGE) for char in chars)


_BYTE_SCORES = {name: _byte_scores(name) for name in _RUSSIAN}


def _in_words(runs: bytes) -> bool:
    """False where the high bytes stand alone among ASCII letters, as the umlauts and accents of Western languages do."""
    return len(runs) - runs.count(b" ") >= 1.8 * (runs.count(b" ") + 1)


_RUSSIAN_BYTES = "".join((*map(chr, range(0x410, 0x450)), "Ёё")).encode("cp1251")


def russian_letters(text: str) -> int:
    """How many Russian letters a text has, counted as bytes: several times as fast as looking for them."""
    encoded = text.encode("cp1251", "ignore")
    return len(encoded) - len(encoded.translate(None, _RUSSIAN_BYTES))
