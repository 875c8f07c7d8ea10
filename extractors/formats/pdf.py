"""PDF: the fast engine first, a second one where its text is not plausible, recognition where neither finds text.

A page's text layer counts only when it can be Russian text: many scanners write a layer of Latin garbage («YTBEPXAEHO»),
which every search would miss.
"""

from __future__ import annotations

import ctypes
import io
import logging
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

import pypdfium2 as pdfium  # type: ignore[import-untyped, unused-ignore]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped, unused-ignore]
from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTTextContainer
from pdfminer.pdfdocument import PDFPasswordIncorrect
from PIL import Image

from extractors import tools
from extractors.charset import repair_mojibake, russian_letters
from extractors.formats import ocr
from extractors.formats.content import Content, EncryptedError, Source, UnreadableError
from extractors.limits import OcrMode
from extractors.model import TextSource

logging.getLogger("pdfminer").setLevel(logging.ERROR)
_CYRILLIC = re.compile("[а-яёА-ЯЁ]")
_LATIN = re.compile("[A-Za-z]+")
_LETTER = re.compile("[^\\W\\d_]+")
_ODD = re.compile("[^\\w\\s.,;:!?()«»\"'/№%&@+=*_•–—…\\-\\[\\]]+")
_ENGLISH = frozenset({"the", "of", "and", "to", "in", "a", "is", "for", "you", "i", "it", "on", "with", "are", "we"})
_FEW_LETTERS = 25
_MANY_PATHS = 60
_SPARE = 64
_NO_DOCUMENTS = (".xml", ".sig", ".p7s", ".joboptions", ".js")
_PLEASE_WAIT = re.compile(r"please\s+wait\.\.\.\s+if\s+this\s+message\s+is\s+not\s+eventually\s+replaced", re.IGNORECASE)
_PLEASE_WAIT_SIZE = 2000
"""The only page of a form made with Adobe's XFA, in its usual words."""
_SECOND_ENGINE_PAGES = 30
_MAX_PIXELS = 16_000_000


@dataclass(slots=True)
class _Page:
    """One page while the engines take their turns: text so far, whether it has glyphs at all, who read it."""

    text: str = ""
    glyphs: bool = False
    pictures: bool = False
    recognised: bool = False
    weak: bool = True


@dataclass(slots=True)
class _File:
    """A PDF while it is being read."""

    pages: list[_Page] = field(default_factory=list)
    count: int = 0
    title: str = ""
    broken: int = 0
    notes: list[str] = field(default_factory=list)
    attached: tuple[tuple[str, bytes], ...] = ()
    header_only: bool = False
    header: str = ""
    second: str = ""


def plausible(text: str) -> bool:
    """False for a text layer that cannot be read: none, Latin garbage of a scanner, codes without letters."""
    cyrillic = russian_letters(text)
    if (
        cyrillic >= _FEW_LETTERS
        and cyrillic + text.count(" ") + text.count("\n") >= 0.7 * len(text)
        and cyrillic >= 0.05 * len(text)
    ):
        return True  # whatever the rest is, it is too little to matter: nearly every page is decided here
    latin = _count(_LATIN, text)
    letters = cyrillic + latin
    if letters < _FEW_LETTERS:
        return False
    if cyrillic < 0.05 * letters:
        solid = len("".join(text.split()))
        if letters > 300 and latin > 0.3 * solid:
            words = text.lower().split()
            return sum(word in _ENGLISH for word in words) >= 0.08 * len(words)
        if latin < 0.3 * solid:
            return False
    return _count(_ODD, text) <= 0.3 * len(text)


def _count(runs: re.Pattern[str], text: str) -> int:
    """How many characters of the kind there are."""
    return len("".join(runs.findall(text)))


def read_pdf(source: Source) -> Content:
    """Read a PDF file."""
    start = source.data.find(b"%PDF-", 0, 4096)
    data = source.data[start:] if start > 0 else source.data
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise EncryptedError("документ защищён паролем") from error
        if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
            raise EncryptedError("документ защищён неизвестным способом") from error
        return _second_engine_alone(data, source)
    try:
        file = _File(count=len(document))
        if file.count == 0:
            return _second_engine_alone(data, source)
        file.title = _title(document)
        file.attached = _attached(document, source)
        _first_engine(document, file, source)
        _second_engine(data, file, source)
        _recognise(document, file, source)
    finally:
        document.close()
    return _content(file, source)


def _title(document: pdfium.PdfDocument) -> str:
    try:
        title = str(document.get_metadata_value("Title"))
    except (pdfium.PdfiumError, UnicodeError, ValueError):
        return ""  # a damaged title says nothing about the text
    return " ".join(repair_mojibake(title).split())[:300]


def _attached(document: pdfium.PdfDocument, source: Source) -> tuple[tuple[str, bytes], ...]:
    """Files in the file: a portfolio's documents, or what somebody added to a letter."""
    found: list[tuple[str, bytes]] = []
    left = source.budget.bytes
    for index in range(min(pdfium_c.FPDFDoc_GetAttachmentCount(document.raw), source.budget.members)):
        try:
            attachment = document.get_attachment(index)
            name, size = attachment.get_name(), ctypes.c_ulong()
            known = pdfium_c.FPDFAttachment_GetFile(attachment, None, 0, size)
            if not known or not 0 < size.value <= left or name.lower().endswith(_NO_DOCUMENTS):
                continue
            found.append((name, bytes(attachment.get_data())))
        except pdfium.PdfiumError:
            continue  # a damaged entry of the list of files: the others may be whole
        left -= size.value
    return tuple(found)


def _first_engine(document: pdfium.PdfDocument, file: _File, source: Source) -> None:
    total = 0
    for index in range(min(file.count, source.limits.max_pages)):
        page = _Page()
        file.pages.append(page)
        try:
            text = _page_text(document, index)
            page.text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\x02", "-")
            page.weak = not plausible(page.text)
            if page.weak:
                _look(page, document[index])
        except pdfium.PdfiumError:
            file.broken += 1
        total += len(page.text)
        if total > source.limits.max_text or source.budget.over():
            break
    for page in file.pages:
        if page.weak and page.text:
            page.text = repair_mojibake(page.text)
            page.weak = not plausible(page.text)


def _page_text(document: pdfium.PdfDocument, index: int) -> str:
    """The text within a page's visible box, by the engine's own functions: pages are many, and its helpers look at each twice.

    Raises:
        pdfium.PdfiumError: the page cannot be loaded.
    """
    page = pdfium_c.FPDF_LoadPage(document.raw, index)
    if not page:
        raise pdfium.PdfiumError("the page cannot be loaded")
    text = pdfium_c.FPDFText_LoadPage(page)
    try:
        box = pdfium_c.FS_RECTF()
        if not text or not pdfium_c.FPDF_GetPageBoundingBox(page, box):
            raise pdfium.PdfiumError("the page has no text or no size")
        edges = (box.left, box.top, box.right, box.bottom)
        size = 2 * pdfium_c.FPDFText_CountChars(text) + _SPARE
        written = size
        while written >= size:  # line ends that the engine makes up come on top of the characters
            size *= 2
            buffer = (ctypes.c_ushort * size)()
            written = pdfium_c.FPDFText_GetBoundedText(text, *edges, buffer, size)
        return bytes(memoryview(buffer)[: max(written, 0)]).decode("utf-16-le", "ignore").removesuffix("\0")
    finally:
        if text:
            pdfium_c.FPDFText_ClosePage(text)
        pdfium_c.FPDF_ClosePage(page)


def _look(page: _Page, handle: pdfium.PdfPage) -> None:
    """What a page without plausible text consists of; a few typed words and nothing drawn are a short page, no scan."""
    try:
        kinds = Counter(item.type for item in islice(handle.get_objects(max_depth=3), 500))
    finally:
        handle.close()
    paths = kinds[pdfium_c.FPDF_PAGEOBJ_PATH]
    page.glyphs = kinds[pdfium_c.FPDF_PAGEOBJ_TEXT] > 0
    page.pictures = kinds.total() - kinds[pdfium_c.FPDF_PAGEOBJ_TEXT] - paths > 0 or paths > _MANY_PATHS
    if not page.pictures and _count(_LETTER, page.text) < _FEW_LETTERS and _CYRILLIC.search(page.text):
        page.weak = False


def _second_engine(data: bytes, file: _File, source: Source) -> None:
    """pdfminer.six reads the fonts of some programs that the first engine gives no letters for."""
    wanted = [index for index, page in enumerate(file.pages) if page.weak and page.glyphs][:_SECOND_ENGINE_PAGES]
    if not wanted or source.budget.over():
        return
    try:
        texts = _miner(data, wanted)
    except MemoryError:
        raise
    except Exception as error:
        file.notes.append(f"второй способ чтения не удался ({type(error).__name__})")
        return
    for index, text in zip(wanted, texts, strict=False):
        better = repair_mojibake(text)
        if plausible(better) and russian_letters(better) > russian_letters(file.pages[index].text):
            file.pages[index].text = better
            file.pages[index].weak = False


def _miner(data: bytes, pages: list[int] | None) -> list[str]:
    layouts = extract_pages(io.BytesIO(data), page_numbers=pages, maxpages=0, laparams=LAParams(), caching=False)
    return ["".join(item.get_text() for item in layout if isinstance(item, LTTextContainer)) for layout in layouts]


def _second_engine_alone(data: bytes, source: Source) -> Content:
    """A file the first engine refuses."""
    try:
        texts = _miner(data, list(range(min(source.limits.max_pages, 100))))
    except PDFPasswordIncorrect as error:
        raise EncryptedError("документ защищён паролем") from error
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadableError("файл PDF повреждён") from error
    if not any(map(plausible, texts)):
        raise UnreadableError("файл PDF повреждён")
    return Content("\f".join(texts), pages=len(texts))


def _recognise(document: pdfium.PdfDocument, file: _File, source: Source) -> None:
    wanted = [index for index, page in enumerate(file.pages) if page.weak and (page.pictures or page.text.strip())]
    mode = source.limits.ocr
    if not wanted:
        return
    if mode is OcrMode.OFF:
        file.notes.append("распознавание сканов выключено")
        return
    if mode is OcrMode.HEADER and wanted[0] != 0:
        file.header_only = True
        file.notes.append(f"не распознано страниц: {len(wanted)}")
        return
    try:
        ocr.require()
    except UnreadableError as error:
        file.notes.append(str(error))
        return
    done = 0
    for index in wanted[: source.limits.max_ocr_pages]:
        if done and source.budget.over():
            break
        done += 1
        try:
            image = _picture(document, index)
            settles = source.header_settles if mode is OcrMode.HEADER and index == 0 else None
            found = ocr.recognise(image, source.budget, twice=index == 0, settles=settles)
        except (pdfium.PdfiumError, tools.ToolError, ValueError) as error:
            file.notes.append(f"страница {index + 1} не распознана: {error}")
            continue
        if not found.legible:
            file.notes.append(f"страница {index + 1} не распознана: {ocr.ILLEGIBLE}")
            continue
        page = file.pages[index]
        if russian_letters(found.text) > russian_letters(page.text) or not page.text.strip():
            page.text, page.recognised = found.text, True
            if index == 0:
                file.header, file.second = found.header, found.second
        if found.partial:
            file.header_only = True
            break
    if file.header_only:
        file.notes.append("распознан только верх первой страницы")
    elif done < len(wanted):
        file.notes.append(f"не распознано страниц: {len(wanted) - done}")


def _picture(document: pdfium.PdfDocument, index: int) -> Image.Image:
    page = document[index]
    try:
        width, height = page.get_size()
        scale = min(ocr.DPI / 72, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        image: Image.Image = bitmap.to_pil().copy()
        bitmap.close()
    finally:
        page.close()
    return image


def _content(file: _File, source: Source) -> Content:
    text = "\f".join(page.text for page in file.pages)
    if len(text) < _PLEASE_WAIT_SIZE and _PLEASE_WAIT.search(text):
        raise UnreadableError("форма XFA: её содержимое показывает только Adobe Reader, файл следует сохранить как обычный PDF")
    recognised = [page for page in file.pages if page.recognised]
    typed = [page for page in file.pages if not page.recognised and page.text.strip()]
    kind = TextSource.TEXT if not recognised else TextSource.MIXED if typed else TextSource.OCR
    if not text.strip():
        if file.attached or file.header_only:
            pass  # what is attached is the document
        elif file.notes:
            raise UnreadableError("; ".join(file.notes))
        elif file.broken:
            raise UnreadableError("файл PDF повреждён")
    elif all(page.weak and not page.recognised for page in file.pages if page.text.strip()):
        file.notes.append("текстовый слой неправдоподобен")
    if len(file.pages) < file.count:
        file.notes.append(f"прочитаны первые страницы: {len(file.pages)} из {file.count}")
    if file.broken:
        file.notes.append(f"повреждённых страниц: {file.broken}")
    return Content(
        text, kind, pages=file.count, title=file.title, note="; ".join(file.notes), header_only=file.header_only,
        header_text=file.header, second_reading=file.second, attached=file.attached,
    )  # fmt: skip
