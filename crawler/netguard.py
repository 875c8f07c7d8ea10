"""Addresses the crawler must never be led to: loopback, link-local, private networks, cloud metadata."""

from __future__ import annotations

import ipaddress
import re
import socket

_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback", "broadcasthost", "metadata"})
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home", ".home.arpa", ".corp", ".localdomain")
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_TRANSLATED = ipaddress.ip_network("::ffff:0:0:0/96")
_LATELY_RESERVED = (ipaddress.ip_network("3fff::/20"), ipaddress.ip_network("5f00::/16"))
"""For documentation (RFC 9637) and segment routing (RFC 9602): the standard library does not know them yet."""
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_LEGACY = re.compile(r"^(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\.?$", re.I)

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def literal_address(host: str) -> IPAddress | None:
    """The IP address ``host`` spells in any of the ways a resolver accepts (decimal, octal, hexadecimal, short forms)."""
    bare = host.strip("[]").split("%", 1)[0]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass  # not the plain notation: the old ones follow
    if _LEGACY.match(bare):
        try:
            return ipaddress.IPv4Address(socket.inet_aton(bare.rstrip(".")))
        except OSError:
            return None
    return None


def is_private_address(address: IPAddress) -> bool:
    """Whether a packet to ``address`` could end on this machine or in a network that is not the public one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if inner is None and any(address in network for network in (*_NAT64, _TRANSLATED)):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is None and address in _SIX_TO_FOUR:
            inner = address.sixtofour
        if inner is not None:
            return is_private_address(inner)
        if int(address) >> 32 == 0:  # ::a.b.c.d, the deprecated compatible form, and :: and ::1
            return True
        if address.is_site_local or any(address in network for network in _LATELY_RESERVED):
            return True
    elif address in _SHARED:
        return True
    return not address.is_global or address.is_multicast


def is_private_host(host: str) -> bool:
    """Whether the host's name alone leads to a private address; a public name may still resolve to one."""
    lower = host.lower().rstrip(".")
    if not lower or lower in _LOCAL_NAMES or lower.endswith(_LOCAL_SUFFIXES):
        return True
    address = literal_address(lower)
    return address is not None and is_private_address(address)
