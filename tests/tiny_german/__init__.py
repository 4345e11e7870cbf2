"""A small German: the least that another language has to bring along.

It knows numbers up to a hundred, amounts in euros, names, account numbers and lists. The members
of this package are those of ``voice_agent.language.Language``.
"""

from __future__ import annotations

from tiny_german.answers import (
    after_yes,
    asks,
    calls_off,
    cannot_tell,
    confirmation,
    continues,
    correction,
    impossible,
    is_spelled,
    mentions,
    other,
    replacement,
    signal,
    splits,
    wants_to_leave,
)
from tiny_german.entities import (
    choose,
    extract,
    join,
    missing,
    normalise,
    pick,
    prepare,
    readings,
    vague,
)
from tiny_german.rules import (
    asks_if_human,
    claims_to_be_human,
    llm,
    particulars,
    questions,
    recogniser,
    redactions,
    sentences,
    terms,
    unwanted,
    words,
)
from tiny_german.speech import (
    is_broken_off,
    listing,
    opens_question,
    repair,
    say,
    speakable,
    split_clauses,
    without_hello,
)

code = "de"

__all__ = [
    "after_yes",
    "asks",
    "asks_if_human",
    "calls_off",
    "cannot_tell",
    "choose",
    "claims_to_be_human",
    "code",
    "confirmation",
    "continues",
    "correction",
    "extract",
    "impossible",
    "is_broken_off",
    "is_spelled",
    "join",
    "listing",
    "llm",
    "mentions",
    "missing",
    "normalise",
    "opens_question",
    "other",
    "particulars",
    "pick",
    "prepare",
    "questions",
    "readings",
    "recogniser",
    "redactions",
    "repair",
    "replacement",
    "say",
    "sentences",
    "signal",
    "speakable",
    "split_clauses",
    "splits",
    "terms",
    "unwanted",
    "vague",
    "wants_to_leave",
    "without_hello",
    "words",
]
