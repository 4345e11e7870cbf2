"""Spanish that plainly asks for something to be done: "cancele mi mesa", "quiero un café". Pure."""

from __future__ import annotations

import re

from voice_agent.language.es.folding import fold
from voice_agent.language.es.requests import cannot_tell

_BETWEEN = re.compile(r"[,.;:!?¡¿]+\s*|\s+-+\s+|\s+(?:y|pero|entonces|tambien|ademas|luego)\s+")
_LEAD = re.compile(
    r"(?:(?:hola|buenas|buenos|buen|dias|tardes|noches|eh|ah|oh|pues|bueno|vale|si|no|perdon|perdone"
    r"|oiga|mire|gracias|ahora|primero|mejor|solo|y|pero|entonces|tambien|luego|por favor)\b\W*)+"
)
_CONDITION = re.compile(r"(?:^|[\s¿])(?:si (?!quisiera)|a menos que|en caso de|siempre que)")
_DOUBT = re.compile(
    r"\b(?:quizas?|tal vez|a lo mejor|puede que|igual|me pregunto|pensando|deberia|saber|cuando"
    r"|como|que pasa|por que|quien|algun dia|mas tarde)\b"
)
_NEGATED = re.compile(r"\b(?:no|nunca|jamas|nadie|nada|sin|tampoco|ya he)\b")
_ASKED_FOR = re.compile(
    r"(?:quiero|queria|quisiera|querria|me gustaria|necesito|deseo|hay que|tengo que|vengo a)\b"
    r"|(?:me |nos )?(?:puedes?|podrias?|podria|pone|das?|importaria)\b"
    r"|\w{2,}[aeiou](?:me|nos)(?:l[oa]s?)?\b|\w+[aeo]l[oa]s?\b"
    r"|(?:cancel|anul|reserv|bloque|desbloque|mand|envi|cambi|apunt|anot|confirm)(?:a|e)\b"
    r"|pon|pide|pida|haz|haga"
)
_PLEASE = "por favor"
_FRAGMENT = 3
_STATE = re.compile(r"\b(?:es|son|era|esta|estan|fue|tiene|tenia|ha|han|he|llego|funciona|va)\b")


def orders(text: str) -> list[str]:
    """Return the parts of a turn that plainly ask for something to be done, in lower case."""
    said = " ".join(fold(text).split())
    if _CONDITION.search(said):
        return []
    parts = [part for part in _BETWEEN.split(said) if part.strip()]
    found = []
    for part in parts:
        match = _LEAD.match(part)
        bare = part[match.end() :].strip() if match else part.strip()
        if bare and _is_order(bare, pleaded=_PLEASE in said, only=len(parts) == 1):
            found.append(bare)
    return found


def _is_order(bare: str, *, pleaded: bool, only: bool) -> bool:
    if cannot_tell(bare):
        return True
    if _NEGATED.search(bare) or _DOUBT.search(bare):
        return False
    if _ASKED_FOR.match(bare):
        return True
    short = len(bare.split()) <= _FRAGMENT
    return short and (only or pleaded) and _STATE.search(bare) is None


_TELLS = re.compile(
    r"\b(?:mi|su|tu) (?:mujer|marido|esposa|esposo|hijo|hija|hermano|hermana|madre|padre|jefe|amigo"
    r"|amiga)\b.*\b(?:pidio|ha pedido|quiso|dijo|suele)\b"
    r"|\b(?:ya (?:he|hemos|pedi)|pedi|habia pedido|gracias por|me dijeron|dice que|estaba pensando"
    r"|estoy pensando|no se si|quizas?|tal vez|a lo mejor|y si yo|supongamos|imagine|en caso de"
    r"|a menos que|he decidido no|no quiero que|no hace falta)\b"
)


def tells(text: str) -> bool:
    """Tell whether a turn that names values tells of something instead of asking for it."""
    return _TELLS.search(" ".join(fold(text).split())) is not None


_RULES_OUT = re.compile(
    r"\b(?:no|menos|excepto|en vez de|en lugar de)"
    r" (?:(?:a|al|el|la|los|las|de|del|para|mi|su) ){0,2}$"
)


def rules_out(before: str) -> bool:
    """Tell whether the value that follows these words is not meant: "pero no la"."""
    return _RULES_OUT.search(fold(before)) is not None
