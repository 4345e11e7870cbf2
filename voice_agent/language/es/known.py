"""Spanish that speaks of what was spoken of or done before: "en el cortado", "pues sin". Pure."""

from __future__ import annotations

import re

from voice_agent.language.es.folding import fold, plain
from voice_agent.language.es.orders import orders

_KNOWN = re.compile(r"\b(?:el|la|al|del|es[ea]|est[ea]|mi|su)\s+$")
_WITHOUT = re.compile(
    r"(?:(?:ah|vale|bueno|pues|entonces|si|ya|no pasa nada|da igual|lo quiero|pongalo|ponlo) )*"
    r"(?:sin (?:el|ella|eso|nada|ello|ninguna|ninguno)|sin|tal cual|solo|nada)"
    r"(?: (?:entonces|por favor|gracias))*"
)
_TELLS = re.compile(
    r"(?:(?:pues|bueno|hola|mire|oiga|ayer|hoy|antes|es que) )*"
    r"(?:(?:(?:mi|su|nuestr[oa]|el|la|un|una) )\w+(?: \w+)?|el|ella|ellos|alguien)"
    r" (?:ya )?(?:(?:va|iba|piensa)(?: a)? (?:pedir|llamar|venir|pasar|comprar|recoger)"
    r"|(?:ha|habia) (?:pedido|comprado|llamado|tomado|recogido)|pidio|compro|tomo|llamo|siempre"
    r"|suele)\b"
    r"|(?:pues |ya |ayer )*(?:yo )?(?:ya )?(?:he|hemos|habia|habiamos) (?:ya )?"
    r"(?:pedido|comprado|tomado|recogido|probado)\b"
)


def is_known(before: str) -> bool:
    """Tell whether the words before a value say that it was spoken of: "en el cortado"."""
    return _KNOWN.search(fold(before)) is not None


def goes_without(text: str) -> bool:
    """Tell whether who hears that there is none of something does without it ("pues sin")."""
    return _WITHOUT.fullmatch(plain(text)) is not None


def reports(text: str) -> bool:
    """Tell whether a turn only tells what somebody does or did, and asks for nothing itself."""
    return _TELLS.match(plain(text)) is not None and not orders(text)
