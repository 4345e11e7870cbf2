from __future__ import annotations

import pytest

from voice_agent.language.base import Shift
from voice_agent.language.es.requests import (
    after_leaving,
    after_yes,
    cannot_tell,
    continues,
    is_broken_off,
    is_of_somebody_else,
    replaces_task,
    shift,
    splits,
    wants_to_leave,
    without_declined,
    without_expletives,
    without_hello,
    without_refused,
)


def test_a_turn_is_cut_into_two_requests() -> None:
    text = "quiero un café y también quiero cancelar el otro pedido"
    assert ("quiero un café", "quiero cancelar el otro pedido") in splits(text)
    assert splits("un café") == []


def test_what_follows_a_yes() -> None:
    assert after_yes("Sí, y también un café solo") == "un café solo"
    assert after_yes("sí, por favor") == ""
    assert after_yes("sí, y no quiero nada más") == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [("¿y un cortado?", "also"), ("lo mismo para Ana", "same"), ("un cortado", None)],
)
def test_the_rest_of_a_request(text: str, kind: str | None) -> None:
    assert continues(text) == kind
    assert continues("y " + "palabra " * 12) is None


def test_leaving() -> None:
    assert wants_to_leave("bueno, déjalo")
    assert wants_to_leave("olvídelo")
    assert not wants_to_leave("déjalo así")
    assert not wants_to_leave("quiero un café")


def test_a_sentence_that_breaks_off() -> None:
    assert is_broken_off("quiero un")
    assert not is_broken_off("un café con leche")
    assert not is_broken_off("")


def test_somebody_else() -> None:
    assert is_of_somebody_else("es por la tarjeta de mi madre")
    assert not is_of_somebody_else("mi tarjeta")


def test_a_declined_person_is_blanked() -> None:
    text = "no me pase con nadie, quiero un café"
    rest = without_declined(text)
    assert len(rest) == len(text)
    assert rest.strip(" ,") == "quiero un café"


def test_what_the_caller_cannot_give() -> None:
    assert cannot_tell("no lo tengo aquí")
    assert cannot_tell("se me ha olvidado")
    assert not cannot_tell("es el 44")


def test_a_hello_at_the_end_goes() -> None:
    assert without_hello("un café. ¿Hola? ¿Sigue ahí?") == "un café"
    assert without_hello("un café") == "un café"


def test_what_is_asked_for_instead() -> None:
    text = "no, déjalo, y dime el horario"
    assert after_leaving(text) == "dime el horario".rjust(len(text))
    assert after_leaving("déjalo, gracias") == ""
    assert after_leaving("dime el horario") == ""


def test_a_request_that_takes_the_place_of_the_task() -> None:
    assert replaces_task("mejor un té")
    assert replaces_task("prefiero reservar una mesa")
    assert not replaces_task("¿a qué hora abren?")
    assert not replaces_task("mejor no")


def test_a_day_or_a_time_that_is_moved() -> None:
    assert shift("un día antes") == Shift(-1)
    assert shift("dos horas más tarde") == Shift(minutes=120)
    assert shift("una semana después") == Shift(7)
    assert shift("un día antes de Navidad") is None
    assert shift("un té") is None


def test_what_is_not_to_be_done_is_blanked() -> None:
    text = "no bloquees mi tarjeta, solo quiero mi saldo"
    rest = without_refused(text)
    assert len(rest) == len(text)
    assert rest.strip() == "solo quiero mi saldo"
    assert without_refused("no sé mi saldo") == "no sé mi saldo"


def test_swearwords_are_blanked() -> None:
    text = "paga mi maldita factura"
    assert without_expletives(text) == "paga mi         factura"
