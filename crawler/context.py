"""What the parts of one visit share: the site, the way to it, the frontier, and what has been counted so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.access import SiteAccess
from crawler.answers import Got
from crawler.cloud_reading import CloudReader
from crawler.domains import site_of
from crawler.ending import Tally
from crawler.fetching import Gate
from crawler.frontier import Frontier
from crawler.links import LinkReader
from crawler.model import CrawlSettings, Institution, Outcome
from crawler.outcomes import Trouble
from crawler.recognise import Sameness
from crawler.rendering import Renderer
from crawler.traps import Traps


@dataclass
class Context:
    """One visit's surroundings. ``home`` is the address the site is read at, known once its home page has answered."""

    institution: Institution
    settings: CrawlSettings
    access: SiteAccess
    reader: LinkReader
    frontier: Frontier
    tally: Tally
    cloud: CloudReader
    home: str
    renderer: Renderer | None = None
    """Makes pages of scripts readable; ``None`` where there is no browser."""
    sameness: Sameness = field(default_factory=Sameness)
    """What the site shows for addresses that do not exist."""
    traps: Traps = field(default_factory=Traps)

    async def rendered(self, got: Got) -> Got:
        """The answer as a browser shows it, where it needs one and there is one."""
        if self.renderer is None:
            return got
        shown = await self.renderer.render(got)
        if shown is not got:
            self.tally.counters["rendered"] += 1
            self.tally.remark("rendered")
        return shown

    def gate_of(self, url: str, *, document: bool) -> Gate:
        """What a redirect from ``url`` must pass: the site's bounds and the rules of the host it leads to."""

        async def gate(target: str) -> Trouble | None:
            if not document and not self.reader.owns(target) and site_of(target) != site_of(url):
                return Trouble(Outcome.OFF_SITE, f"страница пересылает на другой сайт ({site_of(target)})")
            return await self.access.forbidden(target)

        return gate
