"""How English asks for something, with and without a question mark. Pure."""

from __future__ import annotations

import re

from voice_agent.text.word_lists import word_set

_OPENS_QUESTION = re.compile(
    r"^(?:(?:oh|um|uh|hey|actually|sorry|by the way|quick question)[, ]+)*"
    r"(what|how|when|where|who|why|which|can|could|may|do|does|did|is|are|was|has|have|will|am)\b"
)
_ASKING = word_set(
    """
    what what's which how how's when where where's why who whose tell need want wanna wonder
    wondering know like please can could
    """
)


def asks(text: str) -> bool:
    """Tell whether a text without a question mark may still ask for something."""
    return not _ASKING.isdisjoint(re.findall(r"[a-z']+", text.lower()))


def opens_question(sentence: str) -> bool:
    """Tell whether a sentence in lower case begins as a question does."""
    return _OPENS_QUESTION.match(sentence) is not None
