"""Office packages (DOCX, XLSX, PPTX, ODF): zip files with XML parts, opened within bounds."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from lxml import etree

from extractors.formats.content import TooLargeError, UnreadableError

Element = etree._Element
_MAX_PARTS = 20_000
_STEP = 1 << 16
_MAX_NAMES = 4096
_LOCAL_HEADER = struct.Struct("<4s4xH16xHH")
_ENCRYPTED = 1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error)


class Package:
    """A zip file whose parts are read by name. A damaged one gives what is left of it; ``damaged`` says so.

    Raises ``UnreadableError`` for what holds no part at all.
    """

    def __init__(self, data: bytes, max_part: int) -> None:
        self.damaged = False
        self._max_part = max_part
        self._left = 4 * max_part
        self._zip: zipfile.ZipFile | None = None
        self._places: dict[str, int] = {}
        self._data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = {name.lower(): name for name in self._zip.namelist()[:_MAX_PARTS]}
        except _BROKEN:
            self.damaged = True
            self._names = self._scan()
        if not self._names:
            raise UnreadableError("файл повреждён: нарушена структура архива документа")

    def names(self, prefix: str = "") -> list[str]:
        """Names of the parts that begin with ``prefix`` (case does not matter), sorted."""
        lower = prefix.lower()
        return sorted(name for key, name in self._names.items() if key.startswith(lower))

    def part(self, name: str) -> bytes | None:
        """A part's bytes, of a damaged one the beginning; ``None`` where there is none. Raises ``TooLargeError``."""
        real = self._names.get(name.lower())
        if real is None:
            return None
        bound = min(self._max_part, self._left)
        data = self._inflate(real, bound) if self._zip is None else self._unzip(self._zip, real, bound)
        if len(data) > bound:
            raise TooLargeError("распакованный документ больше предела")
        self._left -= len(data)
        return data

    def xml(self, name: str) -> Element | None:
        """A part as XML; ``None`` where there is none or where it holds no element."""
        data = self.part(name)
        return parse_xml(data) if data else None

    @property
    def note(self) -> str:
        """The remark on a damaged file."""
        return "файл повреждён, прочитано уцелевшее" if self.damaged else ""

    def _unzip(self, archive: zipfile.ZipFile, name: str, bound: int) -> bytes:
        whole = self._inflated(archive.getinfo(name), bound)
        if whole is not None:
            return whole
        pieces: list[bytes] = []
        size = 0
        try:
            with archive.open(name) as stream:
                while size <= bound and (piece := stream.read(min(_STEP, bound + 1 - size))):
                    pieces.append(piece)
                    size += len(piece)
        except _BROKEN:
            self.damaged = True
        return b"".join(pieces)

    def _inflated(self, info: zipfile.ZipInfo, bound: int) -> bytes | None:
        """A part that is as its entry says, taken from the file at once: a stream costs more than the inflating. ``None`` for any other."""
        head = self._data[info.header_offset : info.header_offset + _LOCAL_HEADER.size]
        if len(head) < _LOCAL_HEADER.size or info.flag_bits & _ENCRYPTED or info.file_size > bound:
            return None
        mark, method, name_size, extra_size = _LOCAL_HEADER.unpack(head)
        name_at = info.header_offset + _LOCAL_HEADER.size
        start = name_at + name_size + extra_size
        packed = self._data[start : start + info.compress_size]
        if (
            mark != b"PK\x03\x04"
            or method != info.compress_type
            or self._data[name_at : name_at + name_size] != info.orig_filename.encode("ascii", "replace")
        ):
            return None
        try:
            data = (
                packed
                if method == zipfile.ZIP_STORED
                else zlib.decompressobj(-15).decompress(packed, bound + 1)
                if method == zipfile.ZIP_DEFLATED
                else b""
            )
        except zlib.error:
            return None
        return data if len(data) == info.file_size and zlib.crc32(data) == info.CRC else None

    def _scan(self) -> dict[str, str]:
        """Parts by their local headers, for files without a directory (cut off, overwritten)."""
        names: dict[str, str] = {}
        at = self._data.find(b"PK\x03\x04")
        while at >= 0 and len(names) < _MAX_PARTS and at + 30 <= len(self._data):
            (method,) = struct.unpack_from("<H", self._data, at + 8)
            size, extra = struct.unpack_from("<HH", self._data, at + 26)
            raw = self._data[at + 30 : at + 30 + size]
            if method == zipfile.ZIP_DEFLATED and raw.isascii():
                name = raw.decode("ascii")
                names.setdefault(name.lower(), name)
                self._places.setdefault(name, at + 30 + size + extra)
            at = self._data.find(b"PK\x03\x04", at + 4)
        return names

    def _inflate(self, name: str, bound: int) -> bytes:
        start = self._places[name]
        inflater = zlib.decompressobj(-15)
        try:
            return inflater.decompress(self._data[start : start + bound], bound + 1)
        except zlib.error:
            return self._inflate_stepwise(start, bound)

    def _inflate_stepwise(self, start: int, bound: int) -> bytes:
        """The part of a stream before its damage."""
        inflater = zlib.decompressobj(-15)
        pieces: list[bytes] = []
        size = 0
        for at in range(start, min(len(self._data), start + bound), 256):
            try:
                piece = inflater.decompress(self._data[at : at + 256])
            except zlib.error:
                break
            pieces.append(piece)
            size += len(piece)
            if inflater.eof or size > bound:
                break
        return b"".join(pieces)


def parse_xml(data: bytes) -> Element | None:
    """Parse XML without entities, network or DTD; damaged XML gives what can be read of it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
        raise MemoryError  # the library reports it as if the file were damaged
    return root


class _LocalNames(dict[object, str]):
    """Names without namespaces by full name: a look-up is several times as fast as cutting the name each time."""

    def __missing__(self, tag: object) -> str:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(self) < _MAX_NAMES:
            self[tag] = name
        return name


LOCAL = _LocalNames()
"""Local name by ``element.tag``; "" for comments, instructions and entity references."""


def local(element: Element) -> str:
    """Name of an element without its namespace; "" for comments, instructions and entity references."""
    return LOCAL[element.tag]


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, value in element.items():
        if LOCAL[key] == name:
            return str(value)
    return None


def document_title(package: Package) -> str:
    """The title in the properties of an OOXML file."""
    core = package.xml("docProps/core.xml")
    if core is None:
        return ""
    return next((" ".join((item.text or "").split()) for item in core.iter() if local(item) == "title"), "")
