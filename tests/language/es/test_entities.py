from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec, Span
from voice_agent.language.es.entities import choose, extract, normalise, prepare, readings

TODAY = date(2026, 11, 22)
ENTITIES = {
    "tamano": EntitySpec(kind="list", values={"pequeño": ["chico"], "grande": []}),
    "dia": EntitySpec(kind="date"),
    "hora": EntitySpec(kind="time"),
    "importe": EntitySpec(kind="money"),
    "nombre": EntitySpec(kind="name"),
    "cuantos": EntitySpec(kind="number"),
}


def found(text: str, *spans: Span) -> dict[str, Any]:
    entities = extract(ENTITIES, text, spans, today=TODAY)
    return {one.type: one.value for one in entities}


def test_a_whole_sentence() -> None:
    prepare(ENTITIES)
    text = "dos grandes para mañana a las nueve, a nombre de Ana Ruiz, son 5 euros"
    assert found(text) == {
        "cuantos": 2,
        "tamano": "grande",
        "dia": "2026-11-23",
        "hora": "09:00",
        "nombre": "Ana Ruiz",
        "importe": {"amount": 5.0, "currency": "EUR"},
    }


def test_a_slip_and_its_correction_are_one() -> None:
    text = "uno pequeño, no, uno grande"
    (one,) = extract(ENTITIES, text, (), today=TODAY)
    assert (one.value, one.text) == ("grande", "pequeño, no, uno grande")


def test_spans_count_where_rules_find_nothing() -> None:
    text = "para lucía por favor"
    assert found(text, Span("nombre", 5, 10)) == {"nombre": "Lucía"}
    assert found(text, Span("nadie", 0, 3), Span("hora", 0, 4)) == {}


def test_two_entities_of_a_kind_are_left_to_the_question() -> None:
    two = {"desde": EntitySpec(kind="date"), "hasta": EntitySpec(kind="date")}
    assert extract(two, "mañana", (), today=TODAY) == ()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "una", 1),
        ("number", "tres o cuatro", None),
        ("number", "tres, no, cuatro", 4),
        ("number", "3,5", 3.5),
        ("number", "una docena", 12),
        ("number", "media docena", 6),
        ("number", "un par", 2),
        ("number", "dos docenas", 24),
        ("number", "docena y media", 18),
        ("number", "dos y medio", 2.5),
        ("number", "veinti tres", 23),
        ("number", "veinti y pico", None),
        ("money", "mil y pico", None),
        ("time", "a las tres y pico", None),
        ("time", "a las veinte treinta", "20:30"),
        ("date", "el treinta y uno de febrero", None),
        ("date", "mañana no, pasado", None),
        ("time", "las tres", "15:00"),
        ("date", "mañana por la mañana", "2026-11-23"),
        ("postcode", "28013", "28013"),
        ("email", "a arroba b punto es", "a@b.es"),
        ("phone", "612345678", "+34612345678"),
        ("name", "me llamo Eva", "Eva"),
    ],
)
def test_an_answer_has_one_value_or_none(kind: Any, text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind=kind), text, today=TODAY) == value


def test_an_address_holds_its_numbers_and_names() -> None:
    kinds = {"domicilio": "address", "codigo": "postcode", "cuantos": "number", "nombre": "name"}
    entities = {name: EntitySpec.model_validate({"kind": kind}) for name, kind in kinds.items()}
    text = "dos a la calle Mayor 12, 28013 Madrid, a nombre de Ana Ruiz"
    found = extract(entities, text, (), today=TODAY)
    assert [one.type for one in found] == ["cuantos", "domicilio", "nombre"]


def test_a_full_name_needs_two() -> None:
    full = EntitySpec(kind="name", full=True)
    assert normalise(full, "Ana", today=TODAY) is None
    assert normalise(full, "Ana Ruiz", today=TODAY) == "Ana Ruiz"


def test_the_best_hypothesis_with_a_value_is_chosen() -> None:
    spec = ENTITIES["tamano"]
    assert choose(spec, ("granate", "grande"), today=TODAY) == "grande"
    assert choose(spec, ("granate",), today=TODAY, earlier=[("chico",)]) == "pequeño"
    assert choose(spec, (), today=TODAY) is None


def test_readings_begin_with_the_value() -> None:
    assert readings(ENTITIES["hora"], "a las tres", today=TODAY) == ("15:00", "03:00")
    assert readings(ENTITIES["tamano"], "grande", today=TODAY) == ("grande",)
    assert readings(ENTITIES["hora"], "no sé", today=TODAY) == ()
