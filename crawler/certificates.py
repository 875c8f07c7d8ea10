"""What is wrong with a site's certificate: remarks about the site, never a reason to leave it unread.

A remark is a machine code, with a detail after a colon where there is one: ``certificate_expired:2026-03-01``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path

from cryptography.x509 import (
    AuthorityInformationAccess,
    ExtensionNotFound,
    NameOID,
    SubjectAlternativeName,
)
from cryptography.x509.oid import AuthorityInformationAccessOID
from OpenSSL import SSL
from OpenSSL.crypto import X509
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, ServiceID, verify_service_identity
from service_identity.pyopenssl import extract_patterns

from crawler.netguard import literal_address

EXPIRED = "certificate_expired"
NOT_YET_VALID = "certificate_not_yet_valid"
WRONG_NAME = "certificate_wrong_name"
SELF_SIGNED = "certificate_self_signed"
INCOMPLETE_CHAIN = "certificate_incomplete_chain"
NOT_TRUSTED = "certificate_not_trusted"
OLD_ENCRYPTION = "old_encryption"
REMARKS = (EXPIRED, NOT_YET_VALID, WRONG_NAME, SELF_SIGNED, INCOMPLETE_CHAIN, NOT_TRUSTED, OLD_ENCRYPTION)
"""All codes this module gives, the most telling first."""

# OpenSSL's numbers (x509_vfy.h): they are its public interface and do not change.
_DATES = {9: NOT_YET_VALID, 10: EXPIRED, 13: NOT_TRUSTED, 14: NOT_TRUSTED}
_SELF_SIGNED_LEAF = 18
_NO_ISSUER = frozenset({2, 20, 21, 27})
_WEAK = frozenset({66, 67, 68})
_LONGEST = 80


class BundleProblem(ValueError):  # noqa: N818 - named as the other faults of given files are
    """A bundle of root certificates that cannot be used; the message (Russian) names the file."""


def own_bundle() -> Path:
    """The roots that come with the program: those of the Russian state authority, which most systems do not know."""
    with as_file(files("crawler") / "trust" / "russian_trusted.pem") as path:
        return path


def trust_store(extra: str) -> list[Path]:
    """The files of roots beyond the system's. ``extra`` is a file or a folder with ``*.pem`` and ``*.crt``, "" for none.

    Raises ``BundleProblem``.
    """
    files_given: list[Path] = []
    if extra:
        given = Path(extra)
        files_given = sorted(item for item in given.iterdir() if item.suffix in (".pem", ".crt")) if given.is_dir() else [given]
        if not files_given:
            raise BundleProblem(f"{given}: в папке нет сертификатов (файлов .pem или .crt)")
    found = [own_bundle(), *files_given]
    for path in found:
        try:
            SSL.Context(SSL.TLS_CLIENT_METHOD).load_verify_locations(str(path))
        except SSL.Error as error:
            raise BundleProblem(f"{path}: файл не читается как сертификаты в формате PEM") from error
    return found


@dataclass
class Examination:
    """Gathers what OpenSSL finds in one chain, certificate by certificate."""

    host: str
    found: dict[str, str] = field(default_factory=dict)
    _named: bool = False

    def look(self, certificate: X509, code: int, depth: int) -> None:
        """Take in one verdict of OpenSSL's: ``code`` 0 is a certificate in order, ``depth`` 0 the site's own."""
        if depth == 0 and not self._named:
            self._named = True
            if (names := _wrong_names(certificate, self.host)) is not None:
                self.found[WRONG_NAME] = names
        if code == 0:
            return
        if code in _DATES:
            moment = certificate.get_notBefore() if code == 9 else certificate.get_notAfter()
            self.found.setdefault(_DATES[code], _day(moment))
        elif code == _SELF_SIGNED_LEAF:
            self.found.setdefault(SELF_SIGNED, "")
        elif code in _WEAK:
            self.found.setdefault(OLD_ENCRYPTION, "")
        elif not {SELF_SIGNED, INCOMPLETE_CHAIN, NOT_TRUSTED} & self.found.keys():
            kind = INCOMPLETE_CHAIN if code in _NO_ISSUER and depth == 0 and _names_its_issuer(certificate) else NOT_TRUSTED
            self.found[kind] = _issuer(certificate)

    def remarks(self) -> tuple[str, ...]:
        """What is wrong, the most telling first; empty for a certificate a browser would take."""
        return tuple(remark(code, self.found[code]) for code in REMARKS if code in self.found)


def remark(code: str, detail: str = "") -> str:
    """A remark as it is stored. The detail comes from the site: it is cut and kept to one printable line."""
    plain = "".join(character if character.isprintable() else " " for character in detail)
    shown = " ".join(plain.split())[:_LONGEST]
    return f"{code}:{shown}" if shown else code


def _day(moment: bytes | None) -> str:
    """``20260301120000Z`` as ``2026-03-01``."""
    text = (moment or b"").decode("ascii", "replace")
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if text[:8].isdigit() else ""


def _wrong_names(certificate: X509, host: str) -> str | None:
    """The names a certificate is for, when ``host`` is not among them; ``None`` when it is."""
    address = literal_address(host)
    try:
        wanted: ServiceID = DNS_ID(host) if address is None else IPAddress_ID(str(address))
        verify_service_identity(extract_patterns(certificate), [wanted], [])
    except (VerificationError, CertificateError, ValueError):
        return ", ".join(_names(certificate)[:3])
    return None


def _names(certificate: X509) -> Sequence[str]:
    try:
        plain = certificate.to_cryptography()
        names = plain.extensions.get_extension_for_class(SubjectAlternativeName).value
        return [str(name.value) for name in names]
    except ExtensionNotFound:
        return [str(item.value) for item in plain.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    except ValueError:  # a certificate too broken to be read
        return []


def _names_its_issuer(certificate: X509) -> bool:
    """Whether the certificate tells where its issuer's can be had: the mark of a public authority's intermediate."""
    try:
        ways = certificate.to_cryptography().extensions.get_extension_for_class(AuthorityInformationAccess).value
    except (ExtensionNotFound, ValueError):
        return False
    return any(way.access_method == AuthorityInformationAccessOID.CA_ISSUERS for way in ways)


def _issuer(certificate: X509) -> str:
    try:
        issuer = certificate.to_cryptography().issuer
    except ValueError:  # a certificate too broken to be read
        return ""
    names = [*issuer.get_attributes_for_oid(NameOID.COMMON_NAME), *issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    return str(names[0].value) if names else ""


def readable(stored: str) -> tuple[str, str]:
    """Code and detail of a stored remark."""
    code, _colon, detail = stored.partition(":")
    return code, detail
