"""robots.txt as RFC 9309 has it: 4xx allows everything, 5xx and silence forbid everything."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from crawler.model import Outcome

MAX_SIZE = 512_000
MAX_CRAWL_DELAY = 30.0


@dataclass(frozen=True)
class Robots:
    """The rules that hold for one host. ``delay`` is what the site asks for, in seconds (0 where it does not)."""

    rules: Protego | None
    agent: str
    forbidden: str = ""
    """Why everything is forbidden (Russian); "" where the rules decide."""
    trouble: Outcome | None = None
    """What kept the host from answering at all; ``None`` where it answered."""
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether ``url`` may be asked for."""
        if self.forbidden:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, self.agent))


def product_token(user_agent: str) -> str:
    """The name robots.txt knows a crawler by: the part before version and comment."""
    return user_agent.split("/", 1)[0].split("(", 1)[0].strip() or user_agent


def allow_all(user_agent: str) -> Robots:
    """No rules: the site has no robots.txt."""
    return Robots(None, product_token(user_agent))


def forbid_all(user_agent: str, why: str, trouble: Outcome | None = None) -> Robots:
    """Everything forbidden: the rules exist, perhaps, but cannot be read."""
    return Robots(None, product_token(user_agent), why, trouble)


def from_answer(status: int, text: str, user_agent: str) -> Robots:
    """The rules a final (redirects followed) answer to ``/robots.txt`` means."""
    if status >= 500 or status == 429:
        return forbid_all(user_agent, f"robots.txt отвечает ошибкой {status}: по RFC 9309 это запрет")
    if status >= 300 or not text.strip() or text.lstrip()[:1] == "<":
        return allow_all(user_agent)
    agent = product_token(user_agent)
    rules = Protego.parse(text[:MAX_SIZE])
    asked = rules.crawl_delay(agent) or 0.0
    rate = rules.request_rate(agent)
    if rate is not None and rate.requests > 0:
        asked = max(asked, rate.seconds / rate.requests)
    return Robots(rules, agent, delay=min(max(asked, 0.0), MAX_CRAWL_DELAY), sitemaps=tuple(rules.sitemaps)[:50])
