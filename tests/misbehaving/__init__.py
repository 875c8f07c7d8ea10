"""A real HTTP server that misbehaves on purpose."""

from tests.misbehaving.server import Reply, Seen, Server

__all__ = ["Reply", "Seen", "Server"]
