"""The district is started once; each site is walked once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.server import District, serve_district
from tests.demo.walk import Walk, walk


@pytest.fixture(scope="session")
def district() -> Iterator[District]:
    with serve_district() as running:
        yield running


@pytest.fixture(scope="session")
def walks(district: District) -> dict[str, Walk]:
    closed = {"nizhnie-klyuchi"}
    return {site: walk(url) for site, url in district.urls.items() if site not in closed}
