"""Phrases of a few intents, some misplaced, and vectors of their words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PHRASES = {
    "check_balance": [
        "what is my balance", "tell me my account balance", "how much money do I have",
        "balance of my savings please", "is there money left in my account",
        "how much money is in checking", "I want to know my balance", "current balance on savings",
    ],
    "lost_card": [
        "I lost my card", "my card is missing", "my card was stolen", "I cannot find my debit card",
        "somebody stole my card", "I left my card in a taxi", "the card is gone I lost it",
        "my debit card got lost",
    ],
    "opening_hours": [
        "when are you open", "what are your opening hours", "when do you close",
        "are you open on Sunday", "what time do you open", "opening hours please",
        "are you closed on Monday", "until what time are you open",
    ],
    "order_checks": [
        "order a new checkbook", "I need more paper checks", "send me a box of checks",
        "I ran out of checks", "can I order checks", "my checkbook is empty",
        "another book of checks please", "order more checks for me",
    ],
}  # fmt: skip


MISPLACED = {
    "opening_hours": "somebody stole my debit card",
    "lost_card": "what is the balance of my savings account",
    "check_balance": "can I order more checks please",
}


RIGHT = {
    "opening_hours": "lost_card",
    "lost_card": "check_balance",
    "check_balance": "order_checks",
}


def embed(sentences: Sequence[str]) -> NDArray[np.float32]:
    vectors = np.zeros((len(sentences), 512), dtype=np.float32)
    for row, sentence in enumerate(sentences):
        text = f"  {sentence.lower()}  "
        for start in range(len(text) - 2):
            vectors[row, zlib.crc32(text[start : start + 3].encode()) % 512] += 1.0
        for word in text.split():
            vectors[row, zlib.crc32(f"word {word}".encode()) % 512] += 2.0
    return vectors


def with_misplaced() -> dict[str, list[str]]:
    return {
        intent: [*lines, *filter(None, [MISPLACED.get(intent)])]
        for intent, lines in PHRASES.items()
    }
