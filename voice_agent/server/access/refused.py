"""Refusals: one name for each reason, and what the client is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Reason = Literal[
    "no_token",
    "bad_token",
    "bad_signature",
    "wrong_audience",
    "expired",
    "replayed",
    "no_signature",
    "foreign_origin",
    "too_many_attempts",
    "too_many_calls",
    "too_many_tokens",
]

_UNKNOWN, _FORBIDDEN, _TOO_MANY = 401, 403, 429

_TOLD: Mapping[Reason, tuple[int, str]] = MappingProxyType(
    {
        "no_token": (_UNKNOWN, "a token is needed"),
        "bad_token": (_UNKNOWN, "this is no token"),
        "bad_signature": (_UNKNOWN, "the signature is wrong"),
        "wrong_audience": (_UNKNOWN, "the token is for another server"),
        "expired": (_UNKNOWN, "expired; ask for a new one"),
        "replayed": (_UNKNOWN, "already used; ask for a new one"),
        "no_signature": (_UNKNOWN, "the carrier's signature is missing"),
        "foreign_origin": (_FORBIDDEN, "pages of this origin may not call"),
        "too_many_attempts": (_TOO_MANY, "too many attempts; wait a minute"),
        "too_many_calls": (_TOO_MANY, "too many calls at once"),
        "too_many_tokens": (_TOO_MANY, "too many tokens are in use; wait a minute"),
    }
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal.

    Attributes:
        reason: Why.
    """

    reason: Reason

    @property
    def status(self) -> int:
        """Status of the HTTP response."""
        return _TOLD[self.reason][0]

    @property
    def message(self) -> str:
        """The message for the client."""
        return _TOLD[self.reason][1]
