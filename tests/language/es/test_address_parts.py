from __future__ import annotations

from collections.abc import Callable

import pytest

from voice_agent.language.es.address_parts import house_number, postcode, province, street, town
from voice_agent.language.es.address_turn import Part, Turn


def value(found: Part | None) -> str | None:
    return found and found.value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("calle de Alcalá, 5", "Calle de Alcalá"),
        ("avda. de América 14", "Avenida de América"),
        ("gran vía 32", "Gran Vía"),
        ("calle Siete Revueltas 3", "Calle Siete Revueltas"),
        ("calle Primero de Mayo 3", "Calle Primero de Mayo"),
        ("calle 50 número 12", "Calle 50"),
        ("calle Alfonso XIII 3", "Calle Alfonso XIII"),
        ("calle de la", None),
        ("Mayor 12", None),
    ],
)
def test_streets(text: str, name: str | None) -> None:
    assert value(street(Turn(text), 0)) == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("número doce bis", "12 bis"),
        ("n.º 12B", "12B"),
        ("ciento veintitrés", "123"),
        ("12-14", "12-14"),
        ("sin número", "s/n"),
        ("kilómetro 5", "km 5"),
        ("20 minutos", None),
        ("una", None),
        ("12 a las tres", "12"),
    ],
)
def test_numbers_of_houses(text: str, number: str | None) -> None:
    assert value(house_number(Turn(text), 0)) == number


@pytest.mark.parametrize(
    ("read", "text", "found"),
    [
        (postcode, "código postal 28013", "28013"),
        (postcode, "cero ocho cero uno tres Barcelona", "08013"),
        (postcode, "99123", None),
        (province, "provincia de Sevilla", "Sevilla"),
        (province, "Ciudad Real", "Ciudad Real"),
        (province, "Dos Hermanas", None),
    ],
)
def test_what_comes_last(read: Callable[[Turn, int], Part | None], text: str, found: str) -> None:
    assert value(read(Turn(text), 0)) == found


@pytest.mark.parametrize(
    ("text", "after", "name"),
    [
        ("Ciudad de México", True, "Ciudad de México"),
        ("las Palmas de Gran Canaria", True, "Las Palmas de Gran Canaria"),
        ("Alcalá de Henares Madrid", True, "Alcalá de Henares"),
        ("en Madrid", False, "Madrid"),
        ("Madrid", False, None),
        ("mañana por la tarde", True, None),
        ("dos tartas", True, None),
        ("Madrid para tres personas", True, None),
    ],
)
def test_towns(text: str, after: bool, name: str | None) -> None:
    assert value(town(Turn(text), 0, after=after)) == name
