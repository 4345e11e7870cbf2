"""``voice-agent turns export``: recorded turns as a file to label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import get_args

from rich.console import Console

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import OUT_OF_SCOPE, RouteTo
from voice_agent.improve.read_record import RecordRow, read_record
from voice_agent.language.en.entities.common_words import COMMON_WORDS
from voice_agent.language.en.example_names import first_names, last_names
from voice_agent.playbook.turn_files import LabelledTurn, read_turns, write_turns
from voice_agent.router.decision import Decision
from voice_agent.text.word_lists import word_set

HEADER = """\
# Recorded turns, redacted. `voice-agent turns label` fills in intent, act and escalation;
# `voice-agent turns learn` then adds them to the playbook. An editor will do as well.
"""
_ROUTES: tuple[RouteTo, ...] = get_args(RouteTo)
_WORD = re.compile(r"\[\w+\]|[A-Za-z][A-Za-z'-]*")
_DIGITS = re.compile(r"(?<![\w$£€.,])\d[\d-]{3,}(?![\w.,]*\d)")
_MANY = re.compile(r"\[name\](?: \[name\])+")
# Capitalised words that are not names of people.
_KNOWN = word_set(
    """
    i i'm i'd i've i'll monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december american english
    christmas easter atm pin id ok okay usa us uk apr cd visa mastercard
    """
)


def run_export(
    record: str,
    out: Path,
    *,
    routes: Sequence[str] = ("llm",),
    since: str | None = None,
    console: Console | None = None,
) -> list[LabelledTurn]:
    """Write the recorded turns of some routes; ``out`` keeps the turns it already holds.

    The same text after the same question is one turn; ``times`` counts it.

    Args:
        record: SQLAlchemy URL of the call record.
        out: The file.
        routes: Which turns; ``all`` for all that were routed.
        since: ISO date (UTC); calls that began earlier are left out.
        console: Where to print.

    Raises:
        ConfigError: The record or an argument is wrong, or ``out`` cannot be read or written.
    """
    console = console or Console(highlight=False)
    for route in routes:
        if route not in (*_ROUTES, "all"):
            raise ConfigError(f"--route {route}: unknown; known: {', '.join(_ROUTES)}, all")
    if "all" in routes:
        routes = _ROUTES
    known = read_turns(out) if out.exists() else []
    rows = read_record(record, since=None if since is None else _day(since))
    found = turns_of(rows, routes)
    by_key = {turn.key: turn for turn in known}
    new = [turn for turn in found if turn.key not in by_key]
    if not found:
        console.print(f"no turn went to {' or '.join(routes)}: nothing to export")
        return []
    write_turns(out, [*known, *new], HEADER)
    console.print(
        f"{len(new)} new turns in {out}"
        + (f", beside {len(known)} that were there" if known else "")
    )
    return new


def turns_of(rows: Sequence[RecordRow], routes: Sequence[str]) -> list[LabelledTurn]:
    """Return the different turns of ``routes``, the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    turns: dict[tuple[str, str], LabelledTurn] = {}
    before: dict[str, RecordRow] = {}
    for row in rows:
        last = before.get(row.call)
        before[row.call] = row
        if row.route not in routes or not row.transcript:
            continue
        turn = _entry(row, last)
        counts[turn.key] = counts.get(turn.key, 0) + 1
        turns.setdefault(turn.key, turn)
    order = sorted(turns, key=lambda key: -counts[key])
    return [turns[key].model_copy(update={"times": counts[key]}) for key in order]


def without_names(text: str, known: str = "") -> str:
    """Replace words that look like names, and long numbers.

    Redaction in the record removes the names that the model found. A file that leaves the database
    should not hold the others either. Common names are replaced everywhere, and capitalised words
    inside a sentence, unless the word is ordinary or occurs in ``known``.
    """
    said = {word.lower() for word in _WORD.findall(known)}

    def replaced(match: re.Match[str]) -> str:
        word = match[0].lower().removesuffix("'s")
        if match[0].startswith("[") or word in COMMON_WORDS or word in said | _KNOWN:
            return match[0]
        inside = match.start() > 0 and text[: match.start()].rstrip()[-1:] not in (*".!?", "")
        looks = (inside and match[0][0].isupper()) or word in _common_names()
        return "[name]" if looks else match[0]

    return _DIGITS.sub("[digits]", _MANY.sub("[name]", _WORD.sub(replaced, text)))


@cache
def _common_names() -> frozenset[str]:
    return frozenset(name.lower() for name in (*first_names(), *last_names()))


def _entry(row: RecordRow, last: RecordRow | None) -> LabelledTurn:
    asked = last.reply if last else ""
    seen = row.decision or {}
    try:
        decision = Decision.from_json(seen.get("seen"))
        # The greeting answers no turn, so only the router's input has it.
        asked = decision.state.last_reply
        ranking = {name: round(p, 3) for name, p in decision.reading.ranking}
    except ConfigError:
        # Recorded by an older version.
        ranking = {row.intent or OUT_OF_SCOPE: round(row.confidence or 0.0, 3)}
    if last is not None and last.source == "llm":
        # The playbook's sentences were redacted; an LLM may repeat what was not.
        asked = without_names(asked)
    return LabelledTurn.model_validate(
        {
            "id": f"{row.call}/{row.turn}",
            "asked": asked,
            "say": without_names(row.transcript, asked),
            "route": row.route,
            "reason": row.reason,
            "thought": {
                "intent": row.intent,
                "confidence": round(row.confidence or 0.0, 3),
                "ranking": ranking,
            },
        }
    )


def _day(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"--since {text}: expected a date such as 2026-11-22") from None
    # The record stores UTC without a time zone.
    return datetime.combine(day, time(), UTC).replace(tzinfo=None)
