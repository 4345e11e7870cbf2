from __future__ import annotations

from voice_agent.language.es.proposals import calls_off


def test_only_cancelling_is_calling_off() -> None:
    assert calls_off("¿Quiere que cancele su pedido?")
    assert calls_off("Puedo anular el pedido. ¿Lo hago?")
    assert not calls_off("¿Quiere que le mande el pedido?")
    assert not calls_off("Quiere que cancele uno, y voy a mandar otro. ¿Es correcto?")
    assert not calls_off("¿Es correcto?")
