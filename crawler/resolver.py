"""Name resolution that hands out no private address, so that no DNS answer can lead a request into an inner network."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from crawler.netguard import is_private_address


@implementer(IResolutionReceiver)
class _Sieve:
    """Passes on the public addresses of an answer and remembers a host that has private ones only."""

    def __init__(self, receiver: Any, host: str, refused: set[str]) -> None:
        self._receiver = receiver
        self._host = host
        self._refused = refused
        self._private = self._public = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """Twisted's interface."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        """Twisted's interface."""
        if is_private_address(ipaddress.ip_address(str(address.host).split("%", 1)[0])):
            self._private = True
            return
        self._public = True
        self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        """Twisted's interface."""
        if self._private and not self._public:
            self._refused.add(self._host)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver (IPv4 and IPv6) behind a sieve. ``refused`` are the hosts that lead to private addresses only.

    The addresses a connection is made to are the ones that passed: there is no second look-up between check and use.
    """

    def __init__(self, reactor: Any, cache_size: int, allow_private: bool) -> None:
        super().__init__(reactor, cache_size)
        self.refused: set[str] = set()
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """Scrapy's interface; ``ALLOW_PRIVATE_HOSTS`` lets every address through."""
        return cls(reactor, crawler.settings.getint("DNSCACHE_SIZE"), crawler.settings.getbool("ALLOW_PRIVATE_HOSTS"))

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Twisted's interface."""
        receiver: Any = resolutionReceiver if self._allow_private else _Sieve(resolutionReceiver, hostName, self.refused)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
