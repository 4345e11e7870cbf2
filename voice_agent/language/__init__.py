"""Languages: all that depends on which one the caller and the agent speak.

``Language`` is the contract and ``load`` finds one by its code. English is the folder ``en``.
"""

from __future__ import annotations

from voice_agent.language.base import (
    Confirmation,
    Continues,
    Item,
    Language,
    LlmText,
    Particulars,
    RecogniserText,
    Redaction,
    Sentences,
    Signal,
    Span,
    Vague,
)
from voice_agent.language.loading import load
from voice_agent.language.specs import EntitySpec

__all__ = [
    "Confirmation",
    "Continues",
    "EntitySpec",
    "Item",
    "Language",
    "LlmText",
    "Particulars",
    "RecogniserText",
    "Redaction",
    "Sentences",
    "Signal",
    "Span",
    "Vague",
    "load",
]
