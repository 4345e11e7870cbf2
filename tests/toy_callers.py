"""A small bank with phrases, and a language model of rules that reads them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from fakes import TableSlm, playbook, reading
from typed_engines import typed_engines

from voice_agent.core.chain import EngineHandle
from voice_agent.core.turn import Escalation, Transcript, TurnReading
from voice_agent.language import en
from voice_agent.language.base import Span
from voice_agent.language.en.example_names import first_names, last_names
from voice_agent.pipeline.assembly import Engines
from voice_agent.playbook import Playbook

PHRASES = {
    "balance": ["what is my balance", "the balance of my [savings](account)"],
    "transfer": [
        "send money",
        "transfer some money",
        "send {amount} to {payee}",
        "send {amount} to {payee} on {date}",
    ],
    "fees": ["what are the fees"],
    "person": ["give me a person"],
}
_INTENTS = {
    "balance": r"\bbalance\b",
    "transfer": r"\b(?:send|transfer)\b.*\b(?:money|to)\b",
    "fees": r"\bfees\b",
    "person": r"\b(?:person|somebody|human|agent)\b",
}
_NAMES = re.compile(rf"\b(?:{'|'.join((*first_names(), *last_names()))})\b")


def bank() -> Playbook:
    return playbook().model_copy(update={"phrases": PHRASES})


class RuleSlm(TableSlm):
    """Reads intents by a word, and entities by the grammar."""

    def __init__(self, book: Playbook) -> None:
        super().__init__({})
        self.book = book

    def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        text = transcript.text
        intent = next((i for i, rule in _INTENTS.items() if re.search(rule, text.lower())), None)
        names = [*_NAMES.finditer(text)]
        spans = [Span("payee", names[0].start(), names[-1].end())] if names else []
        found = en.extract(self.book.entities, text, spans, today=today or date(2026, 1, 1))
        said = text.lower()
        act = "affirm" if said.startswith("yes") else "deny" if said.startswith("no") else "inform"
        person = Escalation(0.95, "person") if intent == "person" else Escalation(0.0, "none")
        return reading(
            text,
            intent=intent or "out_of_scope",
            confidence=0.9 if intent else 0.1,
            act="request" if intent else act,
            entities=found,
            escalation=person,
        )


def engines(book: Playbook | None = None) -> Engines:
    book = book or bank()
    return replace(typed_engines(book), slm=EngineHandle("slm", RuleSlm(book)))
