from __future__ import annotations

import pytest

from voice_agent.language.es.contact import name_of, scan_names, without_lead


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hola, me llamo ana ruiz", "Ana Ruiz"),
        ("a nombre de Juan de la Cruz", "Juan de la Cruz"),
        ("mi nombre es Íñigo", "Íñigo"),
        ("mi apellido es López", "López"),
        ("a nombre de la señora Vidal", "Vidal"),
        ("apellidos Ruiz Gil", "Ruiz Gil"),
        ("soy José Luis Rodríguez de la Torre", "José Luis Rodríguez de la Torre"),
        ("soy Marta y quiero un café", "Marta"),
    ],
)
def test_names_after_what_introduces_them(text: str, name: str) -> None:
    (found,) = scan_names(text)
    assert found.value == name
    assert text[found.start : found.end].casefold() == name.casefold()


@pytest.mark.parametrize("text", ["soy alérgica a las nueces", "soy cliente", "quiero un café"])
def test_what_is_no_name(text: str) -> None:
    assert not [*scan_names(text)]


def test_what_leads_to_a_name_is_no_part_of_it() -> None:
    assert without_lead("pues ponga señora Vidal") == "Vidal"
    assert without_lead("Donata") == "Donata"


def test_an_answer_is_a_name_up_to_what_is_none() -> None:
    assert name_of("lucía fernández por favor") == "Lucía Fernández"
    assert name_of("no lo sé") is None
