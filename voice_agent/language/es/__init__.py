"""Spanish. The members of this package are those of ``voice_agent.language.Language``.

Text is compared without accents, which recognisers leave out (``folding``). Amounts without a
currency are euros, telephone numbers without a prefix are Spanish.
"""

from __future__ import annotations

from voice_agent.language.es.agent_text import llm, sentences
from voice_agent.language.es.amending import amended
from voice_agent.language.es.consent import confirmation
from voice_agent.language.es.corrections import correction, replacement, takes_back
from voice_agent.language.es.entities import choose, extract, normalise, prepare, readings
from voice_agent.language.es.gate_rules import asks_if_human, claims_to_be_human, unwanted
from voice_agent.language.es.items import items, more
from voice_agent.language.es.known import goes_without, is_known, reports
from voice_agent.language.es.orders import orders, rules_out, tells
from voice_agent.language.es.pieces import both, impossible, join, missing, other, pick, vague
from voice_agent.language.es.proposals import calls_off
from voice_agent.language.es.recognition import recogniser, repair, respelled, words
from voice_agent.language.es.redaction import redactions
from voice_agent.language.es.requests import (
    after_leaving,
    after_yes,
    cannot_tell,
    continues,
    is_broken_off,
    is_of_somebody_else,
    recurs,
    refers_back,
    replaces_task,
    shift,
    speaks_of_it,
    splits,
    wants_to_leave,
    without_declined,
    without_expletives,
    without_hello,
    without_refused,
)
from voice_agent.language.es.retrieval import asks, opens_question, particulars, questions, terms
from voice_agent.language.es.signals import mentions, signal
from voice_agent.language.es.speech import listing, say, speakable, split_clauses
from voice_agent.language.es.spelling import (
    is_spelled,
    letter_answer,
    letter_question,
    similar_names,
    spelling_odds,
    unspelled,
)
from voice_agent.language.es.staff import speaks_of_staff

code = "es"

__all__ = [
    "after_leaving",
    "after_yes",
    "amended",
    "asks",
    "asks_if_human",
    "both",
    "calls_off",
    "cannot_tell",
    "choose",
    "claims_to_be_human",
    "code",
    "confirmation",
    "continues",
    "correction",
    "extract",
    "goes_without",
    "impossible",
    "is_broken_off",
    "is_known",
    "is_of_somebody_else",
    "is_spelled",
    "items",
    "join",
    "letter_answer",
    "letter_question",
    "listing",
    "llm",
    "mentions",
    "missing",
    "more",
    "normalise",
    "opens_question",
    "orders",
    "other",
    "particulars",
    "pick",
    "prepare",
    "questions",
    "readings",
    "recogniser",
    "recurs",
    "redactions",
    "refers_back",
    "repair",
    "replacement",
    "replaces_task",
    "reports",
    "respelled",
    "rules_out",
    "say",
    "sentences",
    "shift",
    "signal",
    "similar_names",
    "speakable",
    "speaks_of_it",
    "speaks_of_staff",
    "spelling_odds",
    "split_clauses",
    "splits",
    "takes_back",
    "tells",
    "terms",
    "unspelled",
    "unwanted",
    "vague",
    "wants_to_leave",
    "without_declined",
    "without_expletives",
    "without_hello",
    "without_refused",
    "words",
]
