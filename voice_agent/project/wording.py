"""What ``voice-agent init`` asks, and what it takes where nothing is answered, by language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from voice_agent.core.errors import ConfigError
from voice_agent.core.strict import Strict
from voice_agent.playbook.load import read_yaml, validate

TEMPLATE = Path(__file__).parent / "template"
"""A folder for each language, and files that have none."""
WORDING_FILE = "wording.yaml"


class Wording(Strict):
    """The questions in one language, and their defaults.

    Attributes:
        ask_name: Asks for the name of the business.
        ask_task: Asks what callers want done first.
        ask_greeting: Asks how the agent answers the telephone.
        ask_handoff: Asks for the URL that is told of calls which need a person.
        name: Default name.
        task: Default task, a verb that follows "I would like to".
        greeting: Default greeting; ``{name}`` is the business.
        booking_words: A task with one of these words is one that takes a day.
        booking: Phrases that such a task gets besides.
    """

    ask_name: str
    ask_task: str
    ask_greeting: str
    ask_handoff: str
    name: str
    task: str
    greeting: str
    booking_words: tuple[str, ...] = ()
    booking: tuple[str, ...] = ()


def project_languages() -> list[str]:
    """Return the ISO 639-1 codes of the languages in which new projects are made."""
    return sorted(path.parent.name for path in TEMPLATE.glob(f"*/{WORDING_FILE}"))


@cache
def wording(language: str) -> Wording:
    """Return the wording of a language.

    Raises:
        ConfigError: New projects cannot be made in this language.
    """
    known = project_languages()
    if language not in known:
        raise ConfigError(
            f"language: no new project can be made in '{language}'; there are {', '.join(known)}"
        )
    path = TEMPLATE / language / WORDING_FILE
    return validate(Wording, read_yaml(path), path)


@cache
def template_intents(language: str) -> frozenset[str]:
    """Return the intents that every new playbook has: a task cannot be called like them."""
    return frozenset(read_yaml(TEMPLATE / language / "phrases.yaml"))
