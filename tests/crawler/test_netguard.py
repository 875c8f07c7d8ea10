"""No way into an inner network: not by a literal, not by a name, not by a redirect."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.model import Outcome, VisitStatus
from crawler.netguard import is_private_host
from tests.crawler.running import ROOT, environment, job_for, page, run
from tests.misbehaving import Server


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "0177.0.0.1", "0", "0.0.0.0", "[::1]", "[::]",
        "[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[fd00::1]", "[fe80::1%25eth0]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "10.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.1.1", "224.0.0.1", "255.255.255.255", "192.0.2.1",
        "[fec0::1]", "[::ffff:0:127.0.0.1]", "[3fff::1]", "[5f00::1]", "[::ffff:a9fe:a9fe]",
        "localhost", "LOCALHOST.", "a.localhost", "metadata.google.internal", "server.local", "router.lan", "",
    ],
)  # fmt: skip
def test_private_hosts(host: str) -> None:
    assert is_private_host(host)


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "1.48242.3535.ru", "s.ru", "localhost.ru", "[2606:4700::1111]", "10.ru", "0x7f.ru", "[::ffff:8.8.8.8]"]
)
def test_public_hosts(host: str) -> None:
    assert not is_private_host(host)


RESOLVE = """
import json, sys
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import reactor
from crawler.resolver import GuardedResolver
class Receiver:
    found = []
    def resolutionBegan(self, resolution): pass
    def addressResolved(self, address): self.found.append(address.host)
    def resolutionComplete(self):
        print(json.dumps([self.found, sorted(resolver.refused)])); reactor.stop()
resolver = GuardedResolver(reactor, 100, sys.argv[1] == "allow")
resolver.install_on_reactor()
reactor.callWhenRunning(lambda: reactor.nameResolver.resolveHostName(Receiver(), "localhost", 80))
reactor.run()
"""


@pytest.mark.parametrize("mode", ["allow", "refuse"])
def test_a_name_that_resolves_to_a_private_address(mode: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RESOLVE, mode], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=30, check=True
    )
    found, refused = json.loads(done.stdout)
    assert bool(found) is (mode == "allow")
    assert refused == ([] if mode == "allow" else ["localhost"])


def test_nothing_is_asked_of_a_private_address_unless_allowed(tmp_path: Path) -> None:
    with Server({"/": page("Школа")}) as server:
        sites = {
            "literal": f"{server.url}/",
            "number": f"http://2130706433:{server.port}/",
            "name": f"http://localhost:{server.port}/",
        }
        ran = run(job_for(tmp_path, sites, allow_private_hosts=False))
        assert ran.code == 0, ran.errors
        assert server.seen == []
        for bundle in ran.bundles.values():
            assert bundle.visit is not None
            assert (bundle.visit.status, bundle.visit.requests) == (VisitStatus.UNREACHABLE, 0)
            assert [fetch.outcome for fetch in bundle.fetches] == [Outcome.PRIVATE_ADDRESS]
