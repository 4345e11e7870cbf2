from __future__ import annotations

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.es.signals import mentions, signal


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Un momento, por favor.", "hold"),
        ("espera que lo miro", "hold"),
        ("¿Cómo dice?", "repeat"),
        ("¿Me lo puede repetir?", "repeat"),
        ("no le he oído bien", "repeat"),
        ("más despacio, por favor", "slower"),
        ("¿Para qué lo necesita?", "why"),
        ("¿Qué quiere decir?", "rephrase"),
        ("empecemos de nuevo", "restart"),
        ("vuelve atrás", "back"),
        ("siguiente", "skip"),
        ("pues no lo sé", "unsure"),
        ("quiero cambiar el pedido", "change"),
        ("cancélalo", "undo"),
        ("he cambiado de idea", "undo"),
        ("No, nada más, gracias.", "nothing"),
        ("eso es todo", "nothing"),
        ("déjalo así", "keep"),
        ("Hola, ¿qué tal?", "small_talk"),
        ("vale, muy bien", "acknowledge"),
        ("¿Perdone?", "repeat"),
        ("¿me lo repite?", "repeat"),
        ("se corta", "repeat"),
        ("hable más alto, por favor", "repeat"),
        ("un minuto que busco la tarjeta", "hold"),
        ("es que no lo tengo a mano", "hold"),
        ("ahora mismo no lo recuerdo", "unsure"),
        ("eso sería todo, gracias", "nothing"),
    ],
)
def test_turns_about_the_conversation(text: str, kind: str) -> None:
    assert signal(text) == kind


@pytest.mark.parametrize(
    "text", ["", "un café con leche", "cancela mi pedido del lunes", "a " * 20]
)
def test_turns_about_something_else(text: str) -> None:
    assert signal(text) is None


def test_a_detail_is_mentioned_without_its_value() -> None:
    assert mentions("hora_de_recogida", EntitySpec(kind="time"), "la hora está mal")
    assert mentions(
        "hora_de_recogida", EntitySpec(kind="list", values={"a": []}), "la hora de recogida"
    )
    assert not mentions("nombre", EntitySpec(kind="name"), "quiero un café")
