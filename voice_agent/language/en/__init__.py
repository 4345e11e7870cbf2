"""English. The members of this package are those of ``voice_agent.language.Language``.

``entities/`` finds what callers mention and its value. Every other module holds one thing that is
said differently in another language.
"""

from __future__ import annotations

from voice_agent.language.en.agent_text import llm, sentences
from voice_agent.language.en.amending import amended
from voice_agent.language.en.answers import calls_off, is_spelled
from voice_agent.language.en.broken_off import is_broken_off
from voice_agent.language.en.clauses import split_clauses
from voice_agent.language.en.consent import confirmation
from voice_agent.language.en.declined import without_declined, without_refused
from voice_agent.language.en.entities.joining import join, missing
from voice_agent.language.en.entities.letter_doubts import letter_answer, letter_question, unspelled
from voice_agent.language.en.entities.letter_model import spelling_odds
from voice_agent.language.en.entities.nbest import choose, extract
from voice_agent.language.en.entities.picking import pick
from voice_agent.language.en.entities.readings import readings
from voice_agent.language.en.entities.retractions import takes_back
from voice_agent.language.en.entities.rules import prepare
from voice_agent.language.en.entities.scanners import normalise
from voice_agent.language.en.entities.similar_names import similar_names
from voice_agent.language.en.entities.vague import vague
from voice_agent.language.en.expletives import without_expletives
from voice_agent.language.en.gate_rules import unwanted
from voice_agent.language.en.hello import without_hello
from voice_agent.language.en.impossible import impossible
from voice_agent.language.en.items import items, more
from voice_agent.language.en.known import goes_without, is_known
from voice_agent.language.en.leaving import after_leaving, replaces_task, wants_to_leave
from voice_agent.language.en.orders import orders
from voice_agent.language.en.others import both, other
from voice_agent.language.en.questions import asks, opens_question
from voice_agent.language.en.recognition import recogniser, repair, words
from voice_agent.language.en.recurring import recurs
from voice_agent.language.en.redaction import redactions
from voice_agent.language.en.referring import refers_back, speaks_of_it
from voice_agent.language.en.refusals import cannot_tell
from voice_agent.language.en.reports import reports
from voice_agent.language.en.requests import after_yes, continues, correction, replacement, splits
from voice_agent.language.en.respelling import respelled
from voice_agent.language.en.retrieval import particulars, questions, terms
from voice_agent.language.en.robot import asks_if_human, claims_to_be_human
from voice_agent.language.en.shifts import shift
from voice_agent.language.en.signals import mentions, signal
from voice_agent.language.en.spoken.speakable import speakable
from voice_agent.language.en.staff import speaks_of_staff
from voice_agent.language.en.telling import rules_out, tells
from voice_agent.language.en.third_parties import is_of_somebody_else
from voice_agent.language.en.verbalise import listing, say

code = "en"

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
