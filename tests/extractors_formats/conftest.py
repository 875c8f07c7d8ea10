"""What the tests of reading share."""

from collections.abc import Iterator

import pytest

from extractors import office


@pytest.fixture(scope="module", autouse=True)
def no_office_left() -> Iterator[None]:
    """Modules that read in the tests' own process may start an office there; the next ones count processes."""
    yield
    office.close()
