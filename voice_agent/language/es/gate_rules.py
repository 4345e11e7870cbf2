"""Spanish that no agent has to answer, and questions about what the agent is. Pure."""

from __future__ import annotations

import re
from typing import Literal

from voice_agent.language.es.folding import plain

_RULES_NOUN = r"(?:instrucciones|reglas|normas|directrices|ordenes|restricciones|filtros)"
_INJECTION = {
    "ignore instructions": re.compile(
        r"\b(?:ignora|ignore|olvida|olvide|omite|omita|desobedece|saltate) (?:todas? )?"
        rf"(?:tus|sus|las|mis|estas) (?:\w+ )?{_RULES_NOUN}\b"
    ),
    "new role": re.compile(
        r"\b(?:ahora eres|a partir de ahora eres|finge (?:ser|que eres)|actua como si|haz de"
        r"|haz como si) "
    ),
    "reveal prompt": re.compile(
        r"\b(?:muestra|muestrame|dime|repite|ensename|lee) (?:tu|tus|el) (?:prompt|instrucciones"
        r"|mensaje de sistema|configuracion)\b"
    ),
    "no limits": re.compile(r"\b(?:ya )?no tienes (?:reglas|limites|restricciones|filtros)\b"),
    "special mode": re.compile(r"\bmodo (?:desarrollador|administrador|depuracion|sin filtros)\b"),
}
_INSULT = (
    r"(?:idiota|imbecil|estupid[oa]|inutil|gilipollas|tont[oa]|cretin[oa]|subnormal|pendej[oa]"
    r"|cabron[a]?|maldit[oa] (?:maquina|robot)|mierda)"
)
_ABUSE = {
    "insult": re.compile(
        rf"\b(?:eres|es usted|sois) (?:un|una|muy|tan)? ?(?:\w+ )?{_INSULT}\b"
        rf"|^(?:que )?{_INSULT}(?: (?:maquina|robot|contestador))?$"
    ),
    "curse": re.compile(
        r"\b(?:vete a la mierda|que te jodan|jodete|vete al (?:infierno|carajo))\b"
    ),
    "shut up": re.compile(r"^(?:\w+ )?(?:callate|cierra el pico|cierra la boca)\b"),
    "threat": re.compile(r"\b(?:te|os) voy a (?:matar|pegar|romper|destruir|reventar)\b"),
}
_RULES: dict[Literal["injection", "abuse"], dict[str, re.Pattern[str]]] = {
    "injection": _INJECTION,
    "abuse": _ABUSE,
}
_ROBOT = (
    r"(?:(?:hablo|estoy hablando) con (?:una? )?(?:persona|maquina|robot|ordenador|humano)"
    r"(?: real)?"
    r"|(?:eres|es usted|es) (?:una? )?(?:robot|maquina|persona(?: de verdad| real)?|humano|humana"
    r"|ordenador|contestador|inteligencia artificial))"
)
# "Eres una máquina inútil" asks nothing: the question ends its clause.
_ASKED = rf"{_ROBOT}(?: (?:o (?:con )?(?:una? )?\w+|no))?"
_ASKS_IF_HUMAN = re.compile(rf"(?:\w+ ){{0,6}}{_ASKED}")
_ONLY = re.compile(rf"(?:(?:hola|oye|oiga|perdon|pero|y) )*{_ASKED}")
_CLAIMS = re.compile(
    r"\b(?:soy (?:una? )?(?:persona|ser humano|humano|humana)|no soy (?:una? )?(?:robot|maquina))\b"
)


def unwanted(text: str) -> tuple[Literal["injection", "abuse"], str] | None:
    """Return the kind of text no agent has to answer and the rule that matched, or None."""
    said = plain(text)
    for kind, rules in _RULES.items():
        for why, rule in rules.items():
            if rule.search(said):
                return kind, why
    return None


def asks_if_human(text: str) -> Literal["no", "only", "also"]:
    """Tell whether the caller asks if the agent is a machine; ``only`` if nothing else."""
    clauses = [plain(clause) for clause in re.split(r"[.,;!?]", text)]
    if not any(_ASKS_IF_HUMAN.fullmatch(clause) for clause in clauses):
        return "no"
    return "only" if _ONLY.fullmatch(plain(text)) else "also"


def claims_to_be_human(text: str) -> bool:
    """Tell whether a clause of an answer says that the agent is a human being."""
    return _CLAIMS.search(plain(text)) is not None
