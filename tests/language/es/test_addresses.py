from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.es.addresses import amended, say_address, scan_addresses
from voice_agent.language.es.entities import extract, normalise

TODAY = date(2026, 3, 2)
SPEC = EntitySpec(kind="address")
CASES: dict[str, dict[str, str]] = {
    "Calle Mayor 12, segundo B": {"street": "Calle Mayor", "number": "12", "unit": "2º B"},
    "calle mayor doce segundo be": {"street": "Calle Mayor", "number": "12", "unit": "2º B"},
    "Avenida de la Constitución número 5, piso 3": {
        "street": "Avenida de la Constitución",
        "number": "5",
        "unit": "3º",
    },
    "vivo en la plaza de España número siete bajo derecha en Zaragoza": {
        "street": "Plaza de España",
        "number": "7",
        "unit": "bajo derecha",
        "city": "Zaragoza",
    },
    "c/ Alcalá nº 45, 3.º A, 28014, Madrid": {
        "street": "Calle Alcalá",
        "number": "45",
        "unit": "3º A",
        "postcode": "28014",
        "city": "Madrid",
    },
    "Ronda de Atocha 7, 4º D, Madrid veintiocho cero doce": {
        "street": "Ronda de Atocha",
        "number": "7",
        "unit": "4º D",
        "postcode": "28012",
        "city": "Madrid",
    },
    "calle Larga 10, Jerez de la Frontera Cádiz": {
        "street": "Calle Larga",
        "number": "10",
        "city": "Jerez de la Frontera",
        "state": "Cádiz",
    },
    "Gran Vía 32, código postal 28013": {
        "street": "Gran Vía",
        "number": "32",
        "postcode": "28013",
    },
    "Camino Viejo s/n, Dos Hermanas, Sevilla": {
        "street": "Camino Viejo",
        "number": "s/n",
        "city": "Dos Hermanas",
        "state": "Sevilla",
    },
    "calle Dos de Mayo 5": {"street": "Calle Dos de Mayo", "number": "5"},
    "calle Alfonso doce número 3": {"street": "Calle Alfonso Doce", "number": "3"},
    "carretera nacional 340 kilómetro 12": {
        "street": "Carretera Nacional 340",
        "number": "km 12",
    },
    "el 15 de la calle Mayor, segundo A": {
        "street": "Calle Mayor",
        "number": "15",
        "unit": "2º A",
    },
    "Rambla Nova 45, escalera B, 3º 2ª": {
        "street": "Rambla Nova",
        "number": "45",
        "unit": "escalera B, 3º 2ª",
    },
    "calle Mayor doce, perdón, catorce, segundo B": {
        "street": "Calle Mayor",
        "number": "14",
        "unit": "2º B",
    },
    "calle Mayor 12, segundo B, no, tercero": {
        "street": "Calle Mayor",
        "number": "12",
        "unit": "3º B",
    },
    "calle Mayor 12, no, 14": {"street": "Calle Mayor", "number": "14"},
    "calle Mayor, no, calle Menor 12": {"street": "Calle Menor", "number": "12"},
}


@pytest.mark.parametrize("text", CASES)
def test_an_address_is_found_and_is_read_as_it_is_said(text: str) -> None:
    (found,) = extract({"domicilio": SPEC}, text, (), today=TODAY)
    assert found.value == CASES[text]
    assert normalise(SPEC, say_address(found.value), today=TODAY) == found.value


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [("Mayor 12", "Mayor", "12"), ("es en Goya quince, por favor", "Goya", "15")],
)
def test_an_answer_needs_no_word_for_a_street(text: str, street: str, number: str) -> None:
    assert normalise(SPEC, text, today=TODAY) == {"street": street, "number": number}
    assert not extract({"domicilio": SPEC}, text, (), today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "calle Mayor",
        "la cita es en la plaza Mayor",
        "llevo esperando en la carretera 20 minutos",
        "el bus 14 para en la avenida de América",
        "quiero una plaza para 2 personas",
        "dos cafés",
        "el viernes a las 5",
        "Ana Ruiz",
        "no sé",
        "",
    ],
)
def test_what_is_no_address_with_a_number(text: str) -> None:
    assert normalise(SPEC, text, today=TODAY) is None


@pytest.mark.parametrize(
    "rest", [", mañana por la tarde", " a las tres", ", gracias", ", dos tartas"]
)
def test_what_follows_an_address_is_no_part_of_it(rest: str) -> None:
    (found,) = scan_addresses(f"lo quiero en la calle Mayor 12{rest}")
    assert found.value == {"street": "Calle Mayor", "number": "12"}


def test_a_full_address_has_a_town_or_a_postcode() -> None:
    full = EntitySpec(kind="address", full=True)
    assert normalise(full, "calle Mayor 12", today=TODAY) is None
    assert normalise(full, "calle Mayor 12, Madrid", today=TODAY) is not None


KEPT = {"street": "Calle Mayor", "number": "12", "unit": "2º B", "city": "Madrid"}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("no, el piso tercero", {"unit": "3º B"}),
        ("no, puerta C", {"unit": "2º C"}),
        ("tercero C", {"unit": "3º C"}),
        ("el portal 4", {"unit": "2º B, portal 4"}),
        ("no, es el número 14", {"number": "14"}),
        ("es la calle Menor", {"street": "Calle Menor"}),
        ("no, en Toledo", {"city": "Toledo"}),
        ("la ciudad es Burgos", {"city": "Burgos"}),
        ("el código postal es 28013", {"postcode": "28013"}),
    ],
)
def test_one_part_is_put_right(text: str, changed: dict[str, str]) -> None:
    assert amended(KEPT, text) == KEPT | changed


@pytest.mark.parametrize("text", ["gracias", "no", "segundo B", "", "el viernes"])
def test_nothing_is_put_right(text: str) -> None:
    assert amended(KEPT, text) is None


def test_an_address_is_read_back_in_words() -> None:
    assert say_address(KEPT) == "Calle Mayor, número 12, segundo B, Madrid"
    whole: dict[str, Any] = {"street": "Calle Sol", "number": "s/n", "postcode": "28013"}
    assert say_address(whole) == "Calle Sol, sin número, 2 8 0 1 3"
    assert say_address({"street": "Ronda", "number": "4B", "unit": "12º"}) == (
        "Ronda, número 4 B, planta 12"
    )
    with pytest.raises(TypeError, match="the parts of an address"):
        say_address("calle")  # type: ignore[arg-type]
