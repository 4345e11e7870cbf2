"""The answers of a newcomer about the business, and what follows from them for the files."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from voice_agent.core.errors import ConfigError
from voice_agent.project.wording import template_intents, wording

_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the five questions.

    Attributes:
        name: Name of the business.
        task: What callers want done first, as a verb: "book a table".
        language: ISO 639-1 code.
        greeting: How the agent answers the telephone.
        handoff: URL that is told of calls which need a person; empty for none.
    """

    name: str = field(default_factory=lambda: wording("en").name)
    task: str = field(default_factory=lambda: wording("en").task)
    language: str = "en"
    greeting: str = ""
    handoff: str = ""

    def __post_init__(self) -> None:
        wording(self.language)
        for what, text in (("name", self.name), ("task", self.task)):
            if not any(character.isalnum() for character in text):
                raise ConfigError(f"{what}: '{text}' has no letter; say it in words")
        if self.handoff and urlsplit(self.handoff).scheme not in ("http", "https"):
            raise ConfigError(
                f"hand-off: '{self.handoff}' is no URL; expected http:// or https://, or nothing"
            )

    @property
    def intent(self) -> str:
        """Name of the first task in the playbook: ``book_an_appointment``."""
        letters = unicodedata.normalize("NFKD", self.task.lower()).encode("ascii", "ignore")
        words = re.findall(r"[a-z0-9]+", letters.decode())
        name = "_".join(words)[:_LONGEST_NAME].strip("_") or "task"
        return f"{name}_task" if name in template_intents(self.language) else name

    @property
    def phrase(self) -> str:
        """The task as it goes into a phrase: without the marks that phrases give a meaning."""
        return " ".join(re.sub(r"[\[\](){}<>|]", " ", self.task).split()).rstrip(".!? ")

    @property
    def booking(self) -> tuple[str, ...]:
        """What callers say besides if the task takes a day: "do you have anything free {date}"."""
        usual = wording(self.language)
        said = set(re.findall(r"\w+", self.task.lower()))
        return usual.booking if said & set(usual.booking_words) else ()

    def fields(self) -> dict[str, str]:
        """Return what each gap of the template gets.

        All but ``title``, ``intent`` and those of the hand-off are gaps in double-quoted YAML
        scalars.
        """
        greeting = self.greeting or default_greeting(self.name, self.language)
        webhook = f'\nhandoff: {{webhook: "{_in_quotes(self.handoff)}"}}' if self.handoff else ""
        return {
            "title": self.name,
            "name": _in_quotes(self.name),
            "greeting": _in_quotes(greeting),
            "intent": self.intent,
            "task": _in_quotes(self.phrase),
            "handoff": webhook,
            "handoff_variable": "" if self.handoff else "# HANDOFF_WEBHOOK=",
        }


def defaults(language: str) -> Answers:
    """Return the answers of a newcomer who gives none but the language.

    Raises:
        ConfigError: New projects cannot be made in this language.
    """
    usual = wording(language)
    return Answers(usual.name, usual.task, language)


def default_greeting(name: str, language: str = "en") -> str:
    """Return the greeting of a business that gives none."""
    return wording(language).greeting.format(name=name)


def _in_quotes(text: str) -> str:
    """Return a text as it is written between the quotes of a YAML scalar, which are JSON's too."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
