"""What no LLM and no playbook should have to answer: another language, insults, injections. Pure.

The rules are the language's own. They know the wordings they were written for, and some of their
paraphrases. An LLM must be harmless to a caller who gets past them: it is only asked for text, and
no action is within its reach.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from voice_agent.gate.languages import foreign_to
from voice_agent.language.base import Language

# Markup is looked for in the raw text: no recogniser writes this for speech.
_MARKUP = re.compile(r"<\|?/?\w+|\[/?inst|\{\{|```|###", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's judgement of a turn.

    Attributes:
        kind: ``injection`` talks to the machine instead of the agent; ``abuse`` insults or
            threatens the agent; ``language`` is not the playbook's; ``robot`` asks only whether the
            agent is a machine; ``pass`` is everything else.
        why: The rule that matched, or the language; empty for ``pass``. Never the caller's text.
    """

    kind: Literal["pass", "language", "abuse", "injection", "robot"]
    why: str = ""


PASS = Verdict("pass")


def inspect(text: str, language: Language) -> Verdict:
    """Judge one turn.

    Args:
        text: What the caller said.
        language: The language that the agent speaks.
    """
    if _MARKUP.search(text):
        return Verdict("injection", "markup")
    unwanted = language.unwanted(text)
    if unwanted is not None:
        return Verdict(*unwanted)
    if language.asks_if_human(text) == "only":
        return Verdict("robot", "asks whether this is a machine")
    other = foreign_to(language.code, text)
    return Verdict("language", other) if other else PASS
