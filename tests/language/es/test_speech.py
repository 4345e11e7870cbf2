from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.es.entities import normalise
from voice_agent.language.es.speech import listing, say, speakable, split_clauses

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("money", {"amount": 2.5, "currency": "EUR"}, "2 euros con 50 céntimos"),
        ("money", {"amount": 1.0, "currency": "EUR"}, "un euro"),
        ("money", {"amount": 1250.0, "currency": "USD"}, "1.250 dólares"),
        ("money", {"amount": 0.01, "currency": "EUR"}, "un céntimo"),
        ("date", "2026-11-27", "viernes, 27 de noviembre"),
        ("date", "2028-01-01", "1 de enero de 2028"),
        ("time", "15:30", "las tres y media de la tarde"),
        ("number", 1250.5, "1.250,5"),
        ("postcode", "28013", "2 8 0 1 3"),
        ("phone", "+34612345678", "6 1 2, 3 4, 5 6, 7 8"),
        ("phone", "+441", "más 4 4 1"),
        ("list", "café", "café"),
    ],
)
def test_values_are_said_and_read_again(kind: Any, value: Any, said: str) -> None:
    spec = EntitySpec.model_validate(
        {"kind": kind, **({"values": {"café": []}} if kind == "list" else {})}
    )
    assert say(spec, value, today=TODAY) == said
    if value != "+441":
        assert normalise(spec, said, today=TODAY) == value


def test_an_address_has_its_signs_in_words() -> None:
    said = say(EntitySpec(kind="email"), "ana.ruiz@correo.es", today=TODAY)
    assert said == "ana punto ruiz arroba correo punto es"
    assert say(EntitySpec(kind="date"), "pronto", today=TODAY) == "pronto"


def test_lists_end_with_y_or_e() -> None:
    assert listing(["leche", "azúcar", "hielo"]) == "leche, azúcar y hielo"
    assert listing(["café", "infusión"]) == "café e infusión"
    assert listing(["té"]) == "té"
    assert listing([]) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Cuesta 2,50 €.", "Cuesta 2,50 euros."),
        ("Un 10 % de descuento, Sr. Gil", "Un 10 por ciento de descuento, señor Gil"),
        ("**Café**: €3", "Café: 3 euros"),
        ("Vea https://a.example hoy", "Vea hoy"),
    ],
)
def test_what_others_wrote_is_spoken(text: str, said: str) -> None:
    assert speakable(text) == said
    assert speakable(said) == said


def test_amounts_and_dates_stay_whole() -> None:
    text = "Muy bien, su pedido cuesta 2 euros con 50 céntimos, y estará listo el 27 de noviembre."
    clauses = split_clauses(text)
    assert " ".join(clauses) == text
    assert len(clauses) > 1
    assert all("2" not in one or "céntimos" in one or "noviembre" in one for one in clauses)
