"""Whether a Spanish answer is a yes. Pure.

Actions depend on it: it is one only if every word of it agrees, is a courtesy, or is the question's
own. A negation, a doubt, a question or a request to wait outweighs every "sí" beside it.
"""

from __future__ import annotations

import re

from voice_agent.language.base import Confirmation
from voice_agent.language.es.folding import plain
from voice_agent.text.word_lists import word_set

_YES = (
    r"(?:si|sip|claro(?: que si)?|vale|de acuerdo|okay|ok|correcto|exacto|exactamente|eso es|asi es"
    r"|es correcto|todo correcto|perfecto|por supuesto|desde luego|adelante|confirmo|confirmado"
    r"|esta bien|muy bien|me parece bien|hazlo|hagalo|sin problema|venga|dale|afirmativo|genial"
    r"|estupendo|fenomenal|fantastico|de una|como no|okey|efectivamente|cierto|eso mismo"
    r"|(?:yo )?estoy de acuerdo|acepto|conforme|me (?:va|viene|parece) (?:muy )?(?:bien|perfecto)"
    r"|(?:esta )?todo bien|con mucho gusto|listo)"
)
_AGREES = re.compile(rf"\b{_YES}\b")
_BEGINS = re.compile(rf"(?:(?:eh|ah|bueno|pues) )*{_YES}\b")
# "No hay problema" and "¿cómo no?" have a no and are none.
_HARMLESS = re.compile(r"\b(?:no hay (?:ningun )?(?:problema|inconveniente)|como no)\b")
_NO = re.compile(
    r"\b(?:no|nunca|jamas|tampoco|nada|negativo|incorrecto|equivocado|mal|cancel\w+|anul\w+"
    r"|dejal[oa]|dejel[oa]|olvid\w+|ni hablar|ninguna manera|ni en broma)\b"
)
_CALLS_OFF = re.compile(r"\b(?:cancel|anul)\w+\b")
_WAIT = re.compile(
    r"\b(?:espera|espere|esperad|esperate|(?:un|dame un|deme un) (?:momento|momentito|segundo"
    r"|segundito|minuto|minutito)|momento)\b"
)
_DOUBT = re.compile(
    r"\b(?:quizas?|tal vez|a lo mejor|creo|supongo|imagino|depende|no (?:lo )?se|no estoy segur[oa]"
    r"|no lo tengo claro|puede ser|pensar\w*|pienso|por que|segun|o no)\b"
)
_ASKS = re.compile(r"(?:que|cual|cuanto|cuanta|cuando|como|donde|quien|por que)\b(?! (?:si|no)\b)")
_BESIDE = word_set(
    """
    por favor gracias muchas mil senor senora senorita don dona eh ah ay pues bueno bien muy todo ya
    que y eso esta es asi entonces lo la los las el un una mi su de del a al me le se
    """
)
_STEM = 4
_CLITIC = re.compile(r"\w{3,}(?:lo|la|los|las|melo|mela|selo|sela)")


def confirmation(
    text: str, act: str, *, calls_off: bool = False, question: str = ""
) -> Confirmation:
    """Tell whether the caller agreed.

    Args:
        text: What was recognised.
        act: Dialogue act of the turn. It never makes a yes, and a denial never is one.
        calls_off: Whether the agent asked to cancel something: "sí, cancélalo" is a yes then.
        question: What was asked; the caller may repeat its words.
    """
    said = _HARMLESS.sub("claro", plain(text))
    begins = _BEGINS.match(said)
    if calls_off and begins:
        said = _CALLS_OFF.sub("si", said)
    if _DOUBT.search(said):
        return "doubt"
    if _NO.search(said):
        return "no"
    if _WAIT.search(said):
        return "wait"
    agrees = _AGREES.search(said) is not None
    doubts = "?" in text and "como no" not in plain(text)
    if (doubts and (begins or agrees)) or _ASKS.match(said):
        return "doubt"
    if not agrees and not (not calls_off and _is_its_order(said, question)):
        return "no" if act == "deny" else "unclear"
    if act == "deny" or not _is_nothing_else(said, question):
        return "doubt"
    return "yes"


def _is_its_order(said: str, question: str) -> bool:
    """Tell whether an answer is the verb of the question as an order: "mándalo"."""
    stems = _stems(question)
    orders = [word for word in said.split() if _CLITIC.fullmatch(word) and word[:_STEM] in stems]
    return bool(orders)


def _is_nothing_else(said: str, question: str) -> bool:
    stems = _stems(question)
    rest = _AGREES.sub(" ", said).split()
    return all(word in _BESIDE or word[:_STEM] in stems for word in rest)


def _stems(question: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in plain(question).split() if len(word) >= _STEM)
