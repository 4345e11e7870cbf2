"""Spanish turns that ask for something to be done, and turns that only speak of it."""

import pytest

from voice_agent.language.es.orders import orders


@pytest.mark.parametrize(
    "text",
    [
        "Cancele mi reserva",
        "Quiero un café con leche",
        "Buenos días, quisiera una mesa para dos",
        "¿Me pone un té?",
        "Póngame un cortado, por favor",
        "Un cortado",
        "Mi cupón, por favor",
        "Necesito cancelar la mesa",
        "No, mejor cámbialo",
        "He olvidado el número",
    ],
)
def test_a_request_is_an_order(text: str) -> None:
    assert orders(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mi cupón funciona bien",
        "Mi marido canceló la mesa ayer",
        "No quiero cancelar nada",
        "Si llueve, cancele la mesa",
        "A lo mejor cancelo la mesa más tarde",
        "Quisiera saber cómo se cancela una mesa",
        "Nadie le ha pedido que cancele la mesa",
    ],
)
def test_what_only_speaks_of_it_is_none(text: str) -> None:
    assert orders(text) == []


def test_only_the_parts_that_ask_are_returned() -> None:
    assert orders("La mesa está bien, pero cancele el café.") == ["cancele el cafe"]
