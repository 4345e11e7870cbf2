"""The answers of a newcomer about the business, and what follows from them for the files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from voice_agent.core.errors import ConfigError

_WANTS = (
    "I'd like to {task}",
    "I want to {task}",
    "I need to {task}",
    "<can|could> I {task}",
    "<can|could> you help me to {task}",
    "I'm calling to {task}",
    "I was hoping to {task}",
    "is it possible to {task}",
    "how do I {task}",
    "hello I would like to {task} please",
    "um I wanted to {task}",
    "can I {task} here",
    "{task}",
    "{task} please",
    "I'd like to {task} {{date}}",
    "I want to {task} for {{date}}",
    "<can|could> I {task} {{date}}",
    "I need to {task} by {{date}}",
    "{task} [on Friday](date)",
    "would it be possible to {task} [tomorrow](date)",
    "could I still {task} [next week](date)",
    "do you have time {{date}} I need to {task}",
)
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

    name: str = "My Business"
    task: str = "book an appointment"
    language: str = "en"
    greeting: str = ""
    handoff: str = ""

    def __post_init__(self) -> None:
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
        words = re.findall(r"[a-z0-9]+", self.task.lower())
        name = "_".join(words)[:_LONGEST_NAME].strip("_") or "task"
        # These are in every new playbook, or mean something else in it.
        taken = ("question", "speak_to_human", "thanks", "goodbye", "out_of_scope")
        return f"{name}_task" if name in taken else name

    @property
    def phrase(self) -> str:
        """The task as it goes into a phrase: without the marks that phrases give a meaning."""
        return " ".join(re.sub(r"[\[\](){}<>|]", " ", self.task).split()).rstrip(".!? ")

    def fields(self) -> dict[str, str]:
        """Return what each gap of the template gets, quoted where YAML asks for it."""
        greeting = self.greeting or default_greeting(self.name)
        want = f"I'd like to {self.phrase}"
        webhook = f"\nhandoff: {{webhook: {_quoted(self.handoff)}}}" if self.handoff else ""
        return {
            "title": self.name,
            "name": _quoted(self.name),
            "language": self.language,
            "persona": _quoted(
                f"You answer the telephone of {self.name}, in one or two short sentences."
            ),
            "greeting": _quoted(greeting),
            "intent": self.intent,
            "about": _quoted(f"The caller wants to {self.phrase}."),
            "confirm": _quoted(f"You want to {self.phrase}, {{day}}. Shall I do that?"),
            "task_phrases": "\n".join(
                f"  - {_quoted(pattern.format(task=self.phrase))}" for pattern in _WANTS
            ),
            "want": _quoted(want),
            "want_on_friday": _quoted(f"{want} on Friday"),
            "handoff": webhook,
            "handoff_variable": "" if self.handoff else "# HANDOFF_WEBHOOK=",
        }


def default_greeting(name: str) -> str:
    """Return the greeting of a business that gives none."""
    return f"{name}, good day. What can I do for you?"


def _quoted(text: str) -> str:
    """Return a text as a double-quoted YAML scalar, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)
