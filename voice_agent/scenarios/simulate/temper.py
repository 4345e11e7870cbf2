"""How a simulated caller behaves, and which tasks that takes. Pure."""

from __future__ import annotations

from typing import Literal, get_args

from voice_agent.core.errors import ConfigError
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.phrases import Phrase

Temper = Literal[
    "plain",
    "terse",
    "all at once",
    "two details at once",
    "two tasks",
    "corrects within a turn",
    "corrects in the next turn",
    "refuses the read-back",
    "cancels",
    "digresses",
    "hesitates",
    "asks back",
    "wants a person",
    "misheard",
]
TEMPERS: tuple[Temper, ...] = get_args(Temper)

_ASIDE = ("cancels", "digresses", "hesitates", "asks back", "wants a person")
_FEWEST = 2


def asked_details(intent: IntentSpec) -> tuple[str, ...]:
    """Return the details that the agent asks for."""
    return tuple(name for name, detail in intent.details.items() if detail.ask)


def filled_by(intent: IntentSpec, phrase: Phrase) -> frozenset[str]:
    """Return the details that a phrase gives."""
    return frozenset(n for n in intent.details if intent.entity_of(n) in phrase.entities)


def suits(temper: Temper, intent: IntentSpec, opening: Phrase) -> bool:
    """Tell whether a caller of this temper can have this task and begin with this phrase."""
    asked, given = frozenset(asked_details(intent)), filled_by(intent, opening)
    missing = asked - given
    if temper == "all at once":
        return len(given & asked) >= min(_FEWEST, len(asked)) > 0
    if temper == "two details at once":
        return len(missing) >= _FEWEST
    if temper == "corrects within a turn":
        return bool(asked | given)
    if temper == "corrects in the next turn":
        return bool(asked) and bool(missing or intent.confirm)
    if temper == "refuses the read-back":
        return bool(asked and intent.confirm)
    if temper in _ASIDE:
        return bool(missing or intent.confirm)
    return True


def known_temper(name: str) -> Temper | None:
    """Return the temper of this name, or ``None`` for no name.

    Raises:
        ConfigError: There is no such temper.
    """
    found = next((temper for temper in TEMPERS if temper == name), None)
    if name and found is None:
        raise ConfigError(f"no temper '{name}'; known: {', '.join(TEMPERS)}")
    return found
