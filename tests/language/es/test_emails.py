from __future__ import annotations

import pytest

from voice_agent.language.es.emails import scan_emails


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("es Ana.Ruiz@correo.es, gracias", "ana.ruiz@correo.es"),
        ("ana punto ruiz arroba correo punto es", "ana.ruiz@correo.es"),
        (
            "mi correo es ana guion bajo ruiz arroba correo punto uni punto es",
            "ana_ruiz@correo.uni.es",
        ),
        ("ana arroba gmail.com", "ana@gmail.com"),
        ("ana@gmail punto com. Gracias.", "ana@gmail.com"),
        ("es ana, arroba, gmail, punto, com", "ana@gmail.com"),
        ("a n a arroba gmail punto com", "ana@gmail.com"),
        ("a, n, a, arroba gmail punto com", "ana@gmail.com"),
        ("te be erre arroba gmail punto com", "tbr@gmail.com"),
        ("ana ruiz, todo junto, arroba gmail punto com", "anaruiz@gmail.com"),
        ("ana ruiz ochenta y cinco arroba yahoo punto es", "anaruiz85@yahoo.es"),
        ("ana cero siete arroba gmail punto com por favor", "ana07@gmail.com"),
        ("info arroba la tienda punto es", "info@latienda.es"),
        ("info arroba tienda guion flores punto com", "info@tienda-flores.com"),
        ("ana doble ele arroba gmail punto com", "anall@gmail.com"),
        ("mándelo a ana arroba gmail punto com", "ana@gmail.com"),
    ],
)
def test_an_address_is_read_whole(text: str, address: str) -> None:
    (found,) = scan_emails(text)
    assert found.value == address


@pytest.mark.parametrize(
    "text",
    ["arroba gmail punto com", "ana arroba gmail", "no tengo", "ana punto ruiz", "arroba", ""],
)
def test_part_of_an_address_is_none(text: str) -> None:
    assert not [*scan_emails(text)]


def test_the_place_of_an_address() -> None:
    text = "mi correo es ana arroba gmail punto com, gracias"
    (found,) = scan_emails(text)
    assert text[found.start : found.end] == "ana arroba gmail punto com"
