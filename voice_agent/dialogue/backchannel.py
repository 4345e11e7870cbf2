"""Sounds of a listener ("mm-hmm", "okay") while the agent speaks. Pure."""

from __future__ import annotations

from voice_agent.language import Language

_ALL_BUT_WORDS = 3
"""Somebody who has heard all but this many words of a reply answers it."""


def only_listens(language: Language, text: str, unheard: str) -> bool:
    """Tell whether a turn is only the sign that the caller follows, and asks for the rest.

    Args:
        language: What the caller speaks.
        text: What was said into the reply.
        unheard: What the caller has not heard of it.
    """
    return len(unheard.split()) > _ALL_BUT_WORDS and language.signal(text) == "acknowledge"
