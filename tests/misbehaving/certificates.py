"""Certificates for servers on loopback: an authority, its intermediate, and servers that are in order or are not."""

from __future__ import annotations

import ssl
import subprocess
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

_PEM = serialization.Encoding.PEM
LOOPBACK = (x509.IPAddress(IPv4Address("127.0.0.1")),)


class Authority:
    """A certificate authority, of its own or signed by another."""

    def __init__(self, name: str, by: Authority | None = None) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(by.name if by else self.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=400))
            .not_valid_after(now + timedelta(days=400))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(by.key if by else self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        """The authority's own certificate."""
        return self.certificate.public_bytes(_PEM)

    def server(
        self,
        path: Path,
        *,
        names: Sequence[x509.GeneralName] = LOOPBACK,
        days: tuple[int, int] = (-30, 30),
        chain: Sequence[Authority] = (),
        issuer_at: str = "",
    ) -> Path:
        """A server's key, certificate and ``chain`` in one file. ``days`` are the bounds of validity from today."""
        key = rsa.generate_private_key(65537, 2048)
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Школа")]))
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=days[0]))
            .not_valid_after(now + timedelta(days=days[1]))
            .add_extension(x509.SubjectAlternativeName(list(names)), critical=False)
        )
        if issuer_at:
            way = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer_at))
            builder = builder.add_extension(x509.AuthorityInformationAccess([way]), critical=False)
        certificate = builder.sign(self.key, hashes.SHA256())
        private = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(private + certificate.public_bytes(_PEM) + b"".join(item.pem for item in chain))
        return path


def old_server(certificate: Path, *, version: ssl.TLSVersion | None = None, dh_bits: int = 0) -> ssl.SSLContext:
    """A server of the old days: one old version of TLS only, or keys of Diffie and Hellman that are too small today."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_ciphers("DHE-RSA-AES128-SHA:@SECLEVEL=0" if dh_bits else "ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what is asked for
        if version is not None:
            context.minimum_version = context.maximum_version = version
        if dh_bits:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
    if dh_bits:
        parameters = certificate.with_suffix(".dh")
        subprocess.run(
            ["openssl", "dhparam", "-dsaparam", "-out", str(parameters), str(dh_bits)], check=True, capture_output=True, timeout=60
        )
        context.load_dh_params(str(parameters))
    return context
