"""Spanish about people who work there: a wish for one, or only talk of one. Pure."""

from __future__ import annotations

import re
from typing import Literal

from voice_agent.language.es.folding import plain

_ROLE = (
    r"(?:operador|operadora|agente|representante|asesor|asesora|encargado|encargada|empleado"
    r"|empleada|supervisor|supervisora|gerente|humano|ser humano|companer[oa]|telefonista)"
)
_STAFF = (
    rf"(?:(?:un|una|el|la|algun|alguna|otro|otra|su|vuestro|vuestra) )*(?:{_ROLE}"
    r"|persona(?: de verdad| real| humana)?|alguien)\b"
)
_POLITE = (
    r"(?:(?:hola|buenas|buenos dias|buenas tardes|por favor|si|bueno|pues|eh|un|una|el|la"
    r"|gracias|ahora|ya) ?)*"
)
_ASKS = (
    re.compile(rf"^{_POLITE}(?:operador|operadora|agente|representante|humano) ?{_POLITE}$"),
    re.compile(
        r"\b(?:quiero|queria|quisiera|puedo|podria|necesito|me gustaria|prefiero|dejame|dejeme)"
        rf" (?:poder )?(?:hablar|contactar|comunicarme) con {_STAFF}"
    ),
    re.compile(
        r"\b(?:pase|pasa|ponga|pon|comunique|comunica|conecte|conecta|transfiera|transfiere)me"
        rf" (?:ya |ahora )?(?:con|a) {_STAFF}"
    ),
    re.compile(rf"\b(?:me (?:pasa|pasas|pone|pones|puede pasar|puedes pasar)) con {_STAFF}"),
)
_UNWANTED = re.compile(r"\b(?:no|sin|si no|cuando|antes de|en vez de)\b")
_MENTIONS = (
    re.compile(rf"\b(?:soy|es|era|fue|seria|trabajo de|trabaja de|como) (?:un |una )?{_ROLE}\b"),
    re.compile(
        r"\b(?:hable|hablamos|llame|llamamos|pregunte|estuve hablando) (?:con|a)"
        rf" (?:un|una|el|la|su) {_ROLE}\b"
    ),
    re.compile(rf"\b(?:el|la|su|un|una) {_ROLE} (?:me )?(?:dijo|dice|ha dicho|tiene|tenia|me)\b"),
)


def speaks_of_staff(text: str, asked: str = "") -> Literal["asks", "mentions", "no"]:
    """Tell whether a turn asks for a person of the staff, or only mentions one."""
    said = plain(text)
    for pattern in _ASKS:
        found = pattern.search(said)
        if found and not _UNWANTED.search(said[: found.end()]):
            return "asks"
    return "mentions" if any(pattern.search(said) for pattern in _MENTIONS) else "no"
