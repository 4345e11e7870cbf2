"""What a recogniser writes of Spanish, and what it should write."""

from __future__ import annotations

import re
from collections.abc import Collection

from voice_agent.language.base import RecogniserText

recogniser = RecogniserText(
    spelled_digits="Es el 4 4 1 7 0 9.",
    digit_words=frozenset(
        {
            "cero", "un", "uno", "una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho",
            "nueve", "doble", "triple",
        }
    ),
    hallucinations=frozenset(
        {
            "gracias por ver el video",
            "gracias por ver el vídeo",
            "gracias por ver",
            "muchas gracias por ver el video",
            "subtítulos realizados por la comunidad de amara org",
            "subtítulos por la comunidad de amara org",
            "suscríbete al canal",
            "suscríbete",
            "hasta la próxima",
        }
    ),
    short_answers=(
        "Sí.", "Claro.", "No.", "Espera.", "Para.", "Cancela.", "Hola.", "¿Qué?", "¿Cómo?",
        "Gracias.", "Adiós.", "Mmm.",
    ),
    expected_words=("operador", "operadora", "agente", "representante", "supervisor"),
)  # fmt: skip


def words(text: str) -> list[str]:
    """Return words and numbers, lower case, without punctuation."""
    return re.findall(r"[a-záéíóúüñ0-9]+", text.lower())


def repair(sentence: str) -> str:
    """Correct what filling a gap has broken: "a el", "de el", "y iré"."""
    sentence = re.sub(r"\b(a|de) el\b(?! [A-Z])", r"\1l", sentence)
    return re.sub(r"\by (?=h?i(?![aeo]))", "e ", sentence)


def respelled(text: str, expected: Collection[str], known: Collection[str]) -> str:
    """Return the text: Spanish is spelled as it sounds."""
    return text
