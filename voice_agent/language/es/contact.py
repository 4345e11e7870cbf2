"""Names as Spanish callers give them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voice_agent.language.es.folding import fold, words_of
from voice_agent.language.es.found import Found
from voice_agent.language.es.numbers import NUMBER_WORDS
from voice_agent.text.word_lists import word_set

_INTRODUCES = re.compile(
    r"\b(?:me llamo|(?:mi|el) (?:nombre|apellido) es|(?:mis|los) apellidos son|a nombre de|soy"
    r"|se llama|apellidos?)\s+(?:(?:(?:el|la)\s+)?(?:senora?|senorita|don|dona)\s+)?"
)
_LEADS = re.compile(
    r"(?:\W*\b(?:pues|ponga|ponlo|pongalo|apunte|anote|senora?|senorita|don|dona"
    r"|el nombre es)\b)+\W*"
)
_PARTICLES = word_set("de del la las los y")
_NO_NAME = word_set(
    """
    a al el un una lo mi su me te se es soy son esta este eso que quien como cuando donde si no ya
    por para con sin en gracias favor hola buenas buenos dias tardes noches quiero quisiera puedo
    puede necesito tengo llamo llamar nombre senor senora don dona cliente clienta alergico alergica
    celiaco celiaca vegano vegana nuevo nueva yo aqui pedido cafe
    """
)
_MOST_WORDS = 4


def scan_names(text: str) -> Iterator[Found]:
    """Yield names after the words that introduce them: "me llamo Ana Ruiz"."""
    folded = fold(text)
    for match in _INTRODUCES.finditer(folded):
        rest = text[match.end() :]
        spoken = re.match(r"[^,.;:!?]*", rest)
        value = name_of(spoken[0]) if spoken else None
        if value and spoken:
            end = match.end() + _length_of(spoken[0], len(value.split()))
            yield Found(match.end(), end, value)


def name_of(text: str) -> str | None:
    """Return the name at the beginning of a text, or None if it does not begin with one."""
    taken: list[str] = []
    for word in words_of(text):
        joins = bool(taken) and word.text in _PARTICLES
        stops = word.text in _NO_NAME or word.text in NUMBER_WORDS or not word.text.isalpha()
        whole = sum(one not in _PARTICLES for one in taken) == _MOST_WORDS
        if (stops and not joins) or whole:
            break
        own = text[word.start : word.end]
        taken.append(word.text if joins else own[:1].upper() + own[1:].lower())
    while taken and taken[-1] in _PARTICLES:
        taken.pop()
    return " ".join(taken) if taken and len(taken[0]) > 1 else None


def without_lead(text: str) -> str:
    """Return an answer without what leads to a name: "ponga señora"."""
    lead = _LEADS.match(fold(text))
    return text[lead.end() :] if lead else text


def _length_of(text: str, words: int) -> int:
    return words_of(text)[words - 1].end
