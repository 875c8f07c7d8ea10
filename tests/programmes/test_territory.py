"""Whose order is a ground where: the programme's own municipality, whatever the registry calls it today."""

from __future__ import annotations

import pytest

from programmes import bundled, load_programme
from programmes.territory import at_home, local

PROGRAMME = load_programme(bundled())


@pytest.mark.parametrize(
    ("municipalities", "authorities", "own"),
    [
        (["Конаковский муниципальный округ"], [], True),
        (["Конаковский район"], ["Управление образования"], True),
        (["Заречный район"], [], False),
        (["Заречный муниципальный округ"], ["Управление образования Конаковского района"], False),
        (["Конаковский район", "Заречный район"], [], False),
        ([""], ["Управление образования администрации Конаковского муниципального округа"], True),
        ([""], ["Отдел образования Заречного района"], False),
        ([""], [], True),
        ([], [], True),
    ],
)
def test_whose_territory(municipalities: list[str], authorities: list[str], own: bool) -> None:
    assert at_home(PROGRAMME, municipalities, authorities) is own


def test_the_programmes_own_order_and_acts_of_the_state() -> None:
    assert [local(PROGRAMME, basis) for basis in PROGRAMME.legal_basis] == [True, False, False, False, False]
