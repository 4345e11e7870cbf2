from __future__ import annotations

import pytest

from voice_agent.language.es.money import scan_money


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("son tres euros", 3, "EUR"),
        ("2 euros con 50", 2.5, "EUR"),
        ("dos euros y medio", 2.5, "EUR"),
        ("dos euros y treinta céntimos", 2.3, "EUR"),
        ("noventa céntimos", 0.9, "EUR"),
        ("12,50 €", 12.5, "EUR"),
        ("€5", 5, "EUR"),
        ("medio euro", 0.5, "EUR"),
        ("mil doscientos dólares", 1200, "USD"),
        ("un millón de euros", 1_000_000, "EUR"),
        ("medio millón de euros", 500_000, "EUR"),
        ("un par de euros", 2, "EUR"),
        ("euro y medio", 1.5, "EUR"),
    ],
)
def test_amounts(text: str, amount: float, currency: str) -> None:
    (found,) = scan_money(text)
    assert found.value == {"amount": amount, "currency": currency}


def test_a_count_after_an_amount_is_no_part_of_it() -> None:
    (found,) = scan_money("dos euros y tres magdalenas")
    assert found.value["amount"] == 2


def test_a_number_alone_is_an_amount_only_where_one_was_asked_for() -> None:
    assert not [*scan_money("dos con cincuenta")]
    (found,) = scan_money("dos con cincuenta", answer=True)
    assert found.value == {"amount": 2.5, "currency": "EUR"}
    (found,) = scan_money("cuarenta", answer=True)
    assert found.value["amount"] == 40


def test_pesos_are_of_several_countries() -> None:
    assert not [*scan_money("tres mil pesos", answer=True)]
