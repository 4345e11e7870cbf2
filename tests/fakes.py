"""Engines without models, for tests of everything around them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voice_agent.core.errors import LlmError
from voice_agent.core.turn import (
    OUT_OF_SCOPE,
    Answered,
    Entity,
    Escalation,
    Transcript,
    TurnReading,
)
from voice_agent.playbook import Playbook

TODAY = date(2026, 11, 22)


def reading(
    text: str = "hello there",
    intent: str = OUT_OF_SCOPE,
    confidence: float = 0.9,
    *,
    act: str = "inform",
    entities: Sequence[Entity] = (),
    escalation: Escalation = Escalation(),
    heard: float = 0.9,
    completeness: float = 0.95,
    reasoning: float = 0.0,
    answers: Sequence[Answered] = (),
) -> TurnReading:
    """A reading as the SLM would give it."""
    return TurnReading(
        transcript=Transcript(text, heard),
        intent=intent,
        confidence=confidence,
        act=act,  # type: ignore[arg-type]
        entities=tuple(entities),
        escalation=escalation,
        completeness=completeness,
        reasoning=reasoning,
        answers=tuple(answers),
    )


def entity(type_: str, text: str, value: object, within: str = "") -> Entity:
    """An entity found in ``within``."""
    start = max(0, within.find(text))
    return Entity(type_, text, value, start, start + len(text))


def playbook(folder: Path = Path("nowhere")) -> Playbook:
    """A small bank."""
    return Playbook.model_validate(
        {
            "name": "test",
            "persona": "You are a bank clerk.",
            "folder": folder,
            "says": {
                "greeting": "Hello.",
                "not_understood": ["Sorry?", "Once more?"],
                "not_heard": ["I did not hear you."],
                "llm_fallback": "I cannot work that out here.",
                "action_failed": "That did not work.",
                "handoff": "One moment, a colleague takes over.",
                "goodbye": "Goodbye.",
            },
            "entities": {
                "amount": {"kind": "money"},
                "payee": {"kind": "name"},
                "date": {"kind": "date"},
                "account": {"kind": "list", "values": {"checking": [], "savings": []}},
            },
            "intents": {
                "balance": {
                    "details": {"account": {"default": "checking"}},
                    "action": "balance",
                    "answer": "Your {account} balance is {balance}.",
                },
                "transfer": {
                    "details": {
                        "amount": {"ask": "How much?"},
                        "payee": {"ask": "To whom?"},
                        "date": {"ask": "When?"},
                    },
                    "confirm": "Send {amount} to {payee} on {date}, right?",
                    "action": "transfer",
                    "answer": "Sent {amount} to {payee}.",
                },
                "fees": {"route": "retrieve"},
                "advice": {"route": "llm"},
                "person": {"route": "human"},
                "bye": {"answer": "Goodbye.", "ends_call": True},
                "thanks": {"answer": "You are welcome."},
            },
            "actions": {
                "balance": {
                    "by": "account",
                    "returns": {"balance": {"checking": "10 dollars", "savings": "20 dollars"}},
                },
                "transfer": {"returns": {"reference": "7"}},
            },
        }
    )


class LoudnessVad:
    """Speech is whatever is loud."""

    window_samples = 512

    def session(self) -> LoudnessVad:
        return self

    def speech_probability(self, window: NDArray[np.int16]) -> float:
        return 0.99 if np.abs(window).mean() > 500 else 0.01

    def reset(self) -> None:
        pass


class FixedTurns:
    """Always the same judgement."""

    def __init__(self, complete: float = 0.9) -> None:
        self.complete = complete

    def completeness(self, audio: NDArray[np.int16]) -> float:
        return self.complete


class ScriptedStt:
    """Hears the next line of a script in each utterance."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        self.heard_ms: list[float] = []
        self.drafts: list[str] = []
        self.delay_s = 0.0

    def transcribe(
        self, audio: NDArray[np.int16], rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        if self.delay_s:
            time.sleep(self.delay_s)
        self.drafts.append(draft)
        self.heard_ms.append(1000 * audio.size / rate_hz)
        text = self.lines.pop(0) if self.lines else ""
        return Transcript(text, 0.9 if text else 0.0)


class TableSlm:
    """Looks the whole text up."""

    def __init__(self, table: dict[str, TurnReading]) -> None:
        self.table = table

    def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        found = self.table.get(transcript.text) or reading(transcript.text)
        return TurnReading(
            transcript=transcript,
            intent=found.intent,
            confidence=found.confidence,
            act=found.act,
            entities=found.entities,
            escalation=found.escalation,
            completeness=found.completeness,
        )


class ToneVoice:
    """A tone of 50 ms per word."""

    sample_rate_hz = 16000

    def synthesise(self, text: str) -> NDArray[np.int16]:
        n = 800 * len(text.split())
        return (8000 * np.sin(np.arange(n) * 0.3)).astype(np.int16)


class ScriptedLlm:
    """Streams fixed pieces, after ``wait_s`` seconds each, or fails."""

    def __init__(self, pieces: Sequence[str] = (), error: str = "", wait_s: float = 0.0) -> None:
        self.pieces = pieces
        self.error = error
        self.wait_s = wait_s
        self.asked: list[list[dict[str, str]]] = []

    async def stream(self, messages: list[dict[str, str]]) -> AsyncIterator[str]:
        self.asked.append(messages)
        for piece in self.pieces:
            await asyncio.sleep(self.wait_s)
            yield piece
        if self.error:
            await asyncio.sleep(self.wait_s)
            raise LlmError(self.error, stage="llm")
