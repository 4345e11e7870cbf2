"""Spanish turns with two requests, with part of one, or with none at all. Pure."""

from __future__ import annotations

import re
from typing import Literal

from voice_agent.language.base import Continues, Shift
from voice_agent.language.es.consent import confirmation
from voice_agent.language.es.folding import fold, plain
from voice_agent.text.word_lists import word_set

_FEWEST_WORDS = 3
_FEWEST_BEFORE = 2
_MOST_SPLITS = 3
_MOST_WORDS_OF_A_REST = 9
_JOINT = re.compile(
    r"[\s,;]+(?:y (?:tambien |ademas |luego |despues )?|tambien |ademas |luego |despues )(?=\w)"
    r"|[.;?!]\s+(?:(?:y|tambien|ademas) )*(?=\S)"
)
_SAME = re.compile(r"(?:y |tambien |ahora )*(?:lo mismo|igual|otro igual|otra igual)\b.*")
_AND = re.compile(r"(?:vale |bueno |gracias )*(?:y|tambien|ademas)\b|.*\b(?:tambien|ademas)$")
_YES_AND = re.compile(
    r"\W*(?:si|claro|vale|ok|perfecto|de acuerdo|correcto|adelante)"
    r"(?:\W+(?:por favor|gracias|perfecto))*"
    r"(?:\W+(?:y|tambien|ademas|luego)\b|[.;!]\s)(?:\W*(?:tambien|ademas|luego)\b)*\W*"
)
_LEAVES = re.compile(
    r"\b(?:dejal[oa]|dejel[oa]|dejemoslo|olvidal[oa]|olvidel[oa]|olvidate|no importa|da igual"
    r"|ya no (?:lo )?(?:quiero|hace falta|necesito)|mejor no|cancel(?:a|e|ar|alo|elo)"
    r"|no quiero nada)\b(?! (?:asi|como esta))"
)
_TO_THE_REST = re.compile(r"[\s,.;:!?-]*(?:(?:y|mejor|ahora|entonces|solo)\b[\s,]*)*")
_COUNTS = {"un": 1, "una": 1, "otro": 1, "otra": 1, "dos": 2, "tres": 3}
_SHIFT = re.compile(
    rf"\b(?P<count>{'|'.join(_COUNTS)}) (?P<unit>dia|semana|hora)s?"
    r" (?:(?P<back>antes)|despues|mas tarde)\b(?! de)"
)
_INSTEAD = re.compile(
    r"\b(?:mejor|prefiero|preferiria|en vez|en lugar|mas bien|queria decir)\b(?! no\b)"
)
_RECURS = re.compile(
    r"\b(?:cada|todos los|todas las) (?:dias?|semanas?|mes(?:es)?|anos?|lunes|martes|miercoles"
    r"|jueves|viernes|sabados?|domingos?)\b|\b(?:mensual|semanal|diaria)mente\b"
)
_REFERS_BACK = re.compile(
    r"(?:(?:y|vale|pero|entonces) )*(?:y )?(?:cuanto (?:tarda|cuesta|dura|vale)|cuando llega"
    r"|(?:es|sale) gratis|tiene (?:algun )?coste)(?: eso| esto)?"
)
_IT = re.compile(r"\b(?:esa|ese|esta|este|eso|esto)\b|\w(?:ela|elo|ala|alo|arla|arlo|erla|erlo)\b")
_BROKEN_OFF = word_set(
    """
    y o pero que con sin de del a al en por para el la los las un una unos unas mi mis su sus tu eh
    quiero quisiera me gustaria muy mas
    """
)
_OTHERS = re.compile(
    r"\b(?:cuenta|tarjeta|pedido) de(?:l| la| mi| mis| su)? ?(?:madre|padre|marido|mujer|hijo|hija"
    r"|hermano|hermana|abuelo|abuela|jefe|jefa|amigo|amiga|vecino|vecina)\b"
)
_DECLINES = re.compile(
    r"\bno (?:me |quiero que me )?(?:pas(?:e|es|en)|comuni(?:que|ques)|transfier(?:a|as)"
    r"|pon(?:ga|gas))[^,.;!?]*"
    r"|\bno (?:quiero|necesito) hablar con (?:una |nadie|ninguna )?(?:persona)?"
)
_REFUSED = re.compile(
    r"(?:^|(?<=[,.;] ))(?:por favor,? )?no (?:(?:quiero|hace falta|necesito) (?:que )?)?(?:me )?"
    r"(?:congel|bloque|env|mand|pag|cancel|pid|encarg|cambi|transfier)\w+[^,.;]*[,.;]*"
)
_EXPLETIVE = re.compile(r"\b(?:maldit[oa]s?|put[oa]s?|jodid[oa]s?|joder|mierda de|de mierda)\b")
_CANNOT = re.compile(
    r"\bno (?:lo |la |me )?(?:se|recuerdo|acuerdo|tengo|encuentro|puedo|quiero dar\w*)\b"
    r"|\b(?:he olvidado|se me ha olvidado|ni idea)\b"
)
_HELLO = re.compile(r"(?:(?:^|[\s,.?!¿¡]+)(?:hola|oiga|sigue ahi|esta ahi|me oye))+[\s,.?!]*$")


def splits(text: str) -> list[tuple[str, str]]:
    """Return the ways to cut a turn into two requests, the likeliest first."""
    found = []
    for joint in _JOINT.finditer(fold(text)):
        left, right = text[: joint.start()].strip(), text[joint.end() :].strip()
        if len(left.split()) >= _FEWEST_BEFORE and right:
            found.append((left, right))
    return found[: -_MOST_SPLITS - 1 : -1]


def after_yes(text: str) -> str:
    """Return the further request of a turn that begins with a yes, or ``""``."""
    match = _YES_AND.match(fold(text))
    rest = text[match.end() :].strip() if match else ""
    if len(rest.split()) < _FEWEST_WORDS or confirmation(rest, "request") in ("no", "wait"):
        return ""
    return rest


def continues(text: str) -> Continues | None:
    """Tell whether a turn is the rest of a request like the last one ("¿y un café?")."""
    said = plain(text)
    if len(said.split()) > _MOST_WORDS_OF_A_REST:
        return None
    if _SAME.fullmatch(said):
        return "same"
    return "also" if _AND.match(said) else None


def wants_to_leave(text: str) -> bool:
    """Tell whether the caller abandons the task under way ("déjalo")."""
    return _LEAVES.search(plain(text)) is not None


def replaces_task(text: str) -> bool:
    """Tell whether a request takes the place of the task under way ("mejor un té")."""
    return _INSTEAD.search(plain(text)) is not None


def refers_back(text: str) -> Literal["asks", "may_ask", "no"]:
    """Tell whether a turn asks about what was just spoken of ("¿y cuánto tarda eso?")."""
    return "asks" if _REFERS_BACK.fullmatch(plain(text)) else "no"


def speaks_of_it(text: str) -> bool:
    """Tell whether a request names what it is about by a pronoun ("desbloquéela")."""
    return _IT.search(plain(text)) is not None


def recurs(text: str) -> bool:
    """Tell whether something is to be done again and again ("cada mes")."""
    return _RECURS.search(plain(text)) is not None


def shift(text: str) -> Shift | None:
    """Return by how much a turn moves a day or a time that was given ("un día antes")."""
    found = _SHIFT.search(plain(text))
    if found is None:
        return None
    size = _COUNTS[found["count"]] * (-1 if found["back"] else 1)
    days = {"dia": size, "semana": 7 * size}.get(found["unit"], 0)
    return Shift(days, minutes=60 * size if found["unit"] == "hora" else 0)


def after_leaving(text: str) -> str:
    """Return a turn with blanks up to what it asks for instead of the task, or ``""``."""
    left = _LEAVES.search(fold(text))
    to_the_rest = _TO_THE_REST.match(fold(text), left.end()) if left else None
    if to_the_rest is None or len(text[to_the_rest.end() :].split()) < _FEWEST_WORDS:
        return ""
    return " " * to_the_rest.end() + text[to_the_rest.end() :]


def is_broken_off(text: str) -> bool:
    """Tell whether a turn ends in the middle of a sentence: "quiero un"."""
    said = plain(text).split()
    return bool(said) and said[-1] in _BROKEN_OFF and not text.rstrip().endswith((".", "?", "!"))


def is_of_somebody_else(text: str) -> bool:
    """Tell whether a request is about an account, a card or an order of somebody else."""
    return _OTHERS.search(plain(text)) is not None


def without_declined(text: str) -> str:
    """Return a text with blanks in the place of what declines to be put through."""
    return _without(_DECLINES, text)


def without_expletives(text: str) -> str:
    """Return a text with blanks in the place of swearwords that ask for nothing."""
    return _without(_EXPLETIVE, text)


def without_refused(text: str) -> str:
    """Return a text with blanks in the place of what it asks not to do ("no la bloquee")."""
    return _without(_REFUSED, text)


def _without(rule: re.Pattern[str], text: str) -> str:
    blank = [*text]
    for match in rule.finditer(fold(text)):
        blank[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(blank)


def cannot_tell(text: str) -> bool:
    """Tell whether the caller cannot or will not give what was asked for ("no lo sé")."""
    return _CANNOT.search(plain(text)) is not None


def without_hello(text: str) -> str:
    """Return a text without "¿Hola? ¿Sigue ahí?" at its end."""
    match = _HELLO.search(fold(text))
    return text[: match.start()] if match else text
