"""Bring texts that mean the same into one form. Pure."""

from __future__ import annotations

import re
import unicodedata


def plain(text: str) -> str:
    """Return ``text`` in lower case, without punctuation except apostrophes, single-spaced."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return re.sub(r"[^\w']+", " ", folded).strip()


def comparison_key(text: str) -> str:
    """Return what two texts share that differ only in case, punctuation and apostrophes."""
    return " ".join(re.findall(r"[^\W_]+", text.lower().replace("'", "")))
