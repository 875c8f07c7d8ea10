"""Encrypted sites of every kind: each is read, and what is wrong with its certificate is told exactly."""

from __future__ import annotations

import hashlib
import shutil
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from crawler.certificates import BundleProblem, own_bundle, remark, trust_store
from crawler.model import VisitStatus
from tests.crawler.running import Ran, job_for, page, run
from tests.misbehaving import Server
from tests.misbehaving.certificates import Authority, old_server
from tests.misbehaving.server import Route

STATE_ROOTS = {
    "d26d2d0231b7c39f92cc738512ba54103519e4405d68b5bd703e9788ca8ecf31",
    "2155785036c900dbb5f1bb2a1569c80c55595bd6bf94867a29bbddbc7d88a3f2",
}
"""SHA-256 as the authority publishes them."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """One crawl of all sites; the authority «Доверенный» is in the extra bundle, «Никому не известный» is not."""
    folder = tmp_path_factory.mktemp("tls")
    root, unknown = Authority("Доверенный"), Authority("Никому не известный")
    between = Authority("Промежуточный", root)
    bundle = folder / "roots"
    bundle.mkdir()
    (bundle / "root.pem").write_bytes(root.pem)
    own = Authority("Сам себе")

    def file(name: str) -> Path:
        return folder / f"{name}.pem"

    plain = {
        "valid": root.server(file("valid")),
        "chain": between.server(file("chain"), chain=[between]),
        "expired": root.server(file("expired"), days=(-90, -3)),
        "tomorrow": root.server(file("tomorrow"), days=(3, 90)),
        "other-name": root.server(file("other-name"), names=[x509.DNSName("drugaya-shkola.example.org")]),
        "unknown": unknown.server(file("unknown"), chain=[unknown]),
        "incomplete": between.server(file("incomplete"), issuer_at="http://127.0.0.1:9/between.crt"),
        "private": own.server(file("private")),
        "expired-unknown": unknown.server(file("expired-unknown"), days=(-90, -3), chain=[unknown]),
    }
    old: dict[str, ssl.SSLContext] = {"tls1": old_server(plain["valid"], version=_version("TLSv1"))}
    if shutil.which("openssl"):
        old["small-dh"] = old_server(plain["valid"], dh_bits=1024)
    with ExitStack() as stack:
        routes: dict[str, Route] = {"/": page("Школа", "<p><a href='/a.pdf'>Положение о наставничестве</a></p>"), "/a.pdf": b"%PDF-1.4 x"}
        servers = {name: stack.enter_context(Server(routes, certificate=path)) for name, path in plain.items()}
        servers |= {name: stack.enter_context(Server(routes, tls=context)) for name, context in old.items()}
        sites = {name: f"{server.url}/" for name, server in servers.items()}
        yield run(job_for(folder / "archive", sites, ca_bundle=str(bundle)))


def _version(name: str) -> ssl.TLSVersion:
    return ssl.TLSVersion[name]


def _day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


@pytest.mark.parametrize(
    ("name", "remarks"),
    [
        ("valid", []),
        ("chain", []),
        ("expired", [f"certificate_expired:{_day(-3)}"]),
        ("tomorrow", [f"certificate_not_yet_valid:{_day(3)}"]),
        ("other-name", ["certificate_wrong_name:drugaya-shkola.example.org"]),
        ("unknown", ["certificate_not_trusted:Никому не известный"]),
        ("incomplete", ["certificate_incomplete_chain:Промежуточный"]),
        ("private", ["certificate_not_trusted:Сам себе"]),
        ("expired-unknown", [f"certificate_expired:{_day(-3)}", "certificate_not_trusted:Никому не известный"]),
        ("tls1", ["old_encryption:tlsv1 alert protocol version"]),
        ("small-dh", ["old_encryption:dh key too small"]),
    ],
)
def test_every_site_is_read_and_the_fault_is_named(ran: Ran, name: str, remarks: list[str]) -> None:
    if name not in ran.bundles:
        pytest.skip("openssl is not installed: no small keys can be made")
    visit = ran.bundles[name].visit
    assert visit is not None
    assert (visit.status, visit.documents, list(visit.remarks)) == (VisitStatus.OK, 1, remarks), visit.reason


def test_the_process_says_nothing_of_certificates(ran: Ran) -> None:
    assert (ran.code, ran.errors) == (0, "")


def test_the_state_roots_are_the_published_ones() -> None:
    found = x509.load_pem_x509_certificates(own_bundle().read_bytes())
    assert {hashlib.sha256(item.public_bytes(Encoding.DER)).hexdigest() for item in found} == STATE_ROOTS
    root, between = found
    between.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)


def test_a_bundle_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_text("не сертификат")
    with pytest.raises(BundleProblem, match=r"a\.pem"):
        trust_store(str(tmp_path / "a.pem"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(BundleProblem, match="empty"):
        trust_store(str(tmp_path / "empty"))


def test_what_a_certificate_says_is_cut_to_a_plain_line() -> None:
    assert remark("x", "a\n\x1b[31mb" + "я" * 500) == "x:a [31mb" + "я" * (80 - len("a [31mb"))
