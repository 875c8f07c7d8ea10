"""TLS to servers of all ages. Every connection's certificate is checked against the system's roots and the extra bundle; what
is wrong is noted as remarks on the host, and the page is read nevertheless: nothing secret is ever sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from OpenSSL import SSL
from OpenSSL.crypto import X509
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.certificates import OLD_ENCRYPTION, Examination, remark, trust_store
from crawler.netguard import literal_address

_OLD_CIPHERS = b"ALL:!aNULL:!eNULL:@SECLEVEL=0"
_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation."""

Place = tuple[str, int]


class Certificates:
    """What is known of the hosts' certificates in one process, and which hosts need old encryption."""

    def __init__(self, extra_bundle: str = "") -> None:
        """``extra_bundle`` as ``trust_store`` takes it. Raises ``BundleProblem``."""
        self._roots = trust_store(extra_bundle)
        self._contexts: dict[bool, SSL.Context] = {}
        self._found: dict[Place, Examination] = {}
        self._old: dict[Place, str] = {}

    def remarks(self, host: str, port: int) -> tuple[str, ...]:
        """What is wrong with the encryption of a host that was asked over TLS; empty for nothing."""
        place = (host, port)
        found = self._found[place].remarks() if place in self._found else ()
        if place not in self._old or place not in self._found:
            return found
        return (*(item for item in found if not item.startswith(OLD_ENCRYPTION)), remark(OLD_ENCRYPTION, self._old[place]))

    def relax(self, host: str, port: int, error: BaseException) -> bool:
        """Whether ``host`` is worth another attempt with old encryption: a handshake failed, and none was tried so far."""
        fault = next(_tls_faults(error), None)
        if fault is None or (host, port) in self._old:
            return False
        self._old[host, port] = _words(fault)
        return True

    def context(self, host: str, port: int) -> SSL.Context:
        """The manner of encryption for a host."""
        old = (host, port) in self._old
        if old not in self._contexts:
            self._contexts[old] = self._new_context(old)
        return self._contexts[old]

    def examine(self, host: str, port: int) -> Examination:
        """A new connection's examination; it replaces what an earlier connection found."""
        self._found[host, port] = found = Examination(host)
        return found

    def _new_context(self, old: bool) -> SSL.Context:
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        context.set_default_verify_paths()
        for path in self._roots:
            context.load_verify_locations(str(path))
        context.set_mode(SSL.MODE_RELEASE_BUFFERS)
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        context.set_min_proto_version(SSL.TLS1_VERSION if old else SSL.TLS1_2_VERSION)
        if old:
            context.set_cipher_list(_OLD_CIPHERS)
            context.set_options(_LEGACY_SERVER_CONNECT)
        return context


@implementer(IOpenSSLClientConnectionCreator)
class _Creator:
    """Makes the connections to one host."""

    def __init__(self, certificates: Certificates, host: str, port: int) -> None:
        self._certificates = certificates
        self._host = host
        self._port = port

    def clientConnectionForTLS(self, _protocol: TLSMemoryBIOProtocol) -> SSL.Connection:  # noqa: N802
        """Twisted's interface."""
        connection = SSL.Connection(self._certificates.context(self._host, self._port))
        if literal_address(self._host) is None:
            connection.set_tlsext_host_name(self._host.encode("ascii"))
        examination = self._certificates.examine(self._host, self._port)

        def look(_connection: SSL.Connection, certificate: X509, code: int, depth: int, _ok: int) -> bool:
            examination.look(certificate, code, depth)
            return True

        connection.set_verify(SSL.VERIFY_PEER, look)
        return connection


@implementer(IPolicyForHTTPS)
class EncryptionPolicy:
    """Tells Twisted how to speak to a host."""

    def __init__(self, certificates: Certificates) -> None:
        self._certificates = certificates

    def creatorForNetloc(self, hostname: bytes, port: int) -> _Creator:  # noqa: N802
        """Twisted's interface."""
        return _Creator(self._certificates, hostname.decode("ascii"), port)


def _tls_faults(error: BaseException | None) -> Iterator[SSL.Error]:
    """The handshake's errors an exception goes back to."""
    while error is not None:
        if isinstance(error, SSL.Error) and not isinstance(error, SSL.SysCallError):
            yield error
        for reason in getattr(error, "reasons", ()):
            if isinstance(reason, Failure):
                yield from _tls_faults(reason.value)
        error = error.__cause__


def _words(fault: SSL.Error) -> str:
    """OpenSSL's words for a failure, e.g. ``dh key too small``."""
    queue = fault.args[0] if fault.args and isinstance(fault.args[0], list) else []
    return next((str(entry[2]) for entry in queue if len(entry) == 3 and entry[2]), "")
