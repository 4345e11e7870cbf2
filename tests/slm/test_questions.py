"""Typed questions on the shipped sentence encoder, which is the part that has to understand."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import playbook

from voice_agent.config.models import ModelStore
from voice_agent.core.turn import Answered
from voice_agent.knowledge.encoder import SentenceEncoder
from voice_agent.playbook.questions import QuestionSpec
from voice_agent.slm.questions import BACKGROUND, Questions, background_of

RECORDING = QuestionSpec(
    ask="Does the caller refuse to be recorded?",
    yes=[
        "please don't record this call",
        "I do not want to be recorded",
        "stop the recording",
        "I object to being recorded",
        "turn that recording off",
    ],
    no=[
        "sure you can record this",
        "I don't mind the recording",
        "recording is fine with me",
        "go ahead and record it",
        "yes you may record the call",
    ],
)
URGENCY = QuestionSpec(
    ask="How urgent is it?",
    choices={
        "low": ["there's no hurry at all", "whenever you get to it", "take your time"],
        "high": ["I need this right now", "it's extremely urgent", "this can't wait any longer"],
    },
    scale=True,
    threshold=0.7,
)
BACKGROUND_LINES = [
    "what's my balance",
    "send two hundred dollars to my sister",
    "when do you open on saturday",
    "my card was declined at the store",
    "I'd like to talk to someone",
    "how much does a wire cost",
    "I lost my debit card",
    "thank you very much",
    "can you repeat that please",
    "I want to change my address",
]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(ModelStore.open(verify=False).path("sentences"))


@pytest.fixture(scope="module")
def questions(encoder: SentenceEncoder) -> Questions:
    specs = {"refuses_recording": RECORDING, "urgency": URGENCY}
    return Questions(specs, BACKGROUND_LINES, encoder)


def answers(questions: Questions, text: str) -> dict[str, str]:
    return {one.question: one.answer for one in questions.answer(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I would rather not be recorded", {"refuses_recording": "yes"}),
        ("you can record me no problem", {"refuses_recording": "no"}),
        ("I need it immediately please", {"urgency": "high"}),
        ("no hurry really", {"urgency": "low"}),
        ("what are your fees", {}),
        ("my name is Anna", {}),
        ("", {}),
        ("   ", {}),
    ],
)
def test_a_turn_answers_what_it_speaks_of(
    questions: Questions, text: str, expected: dict[str, str]
) -> None:
    assert answers(questions, text) == expected


def test_an_answer_has_a_probability_and_a_place_on_the_scale(questions: Questions) -> None:
    (found,) = questions.answer("I need it immediately please")
    assert isinstance(found, Answered)
    assert 0.5 <= found.confidence <= 1
    assert found.level is not None
    assert found.level > 0.5
    (refusal,) = questions.answer("please don't record this call")
    assert refusal.level is None


def test_one_sentence_is_enough_to_start_with(encoder: SentenceEncoder) -> None:
    spec = QuestionSpec(ask="Is it about a pet?", yes=["it's about my dog"], threshold=0.5)
    one = Questions({"pet": spec}, BACKGROUND_LINES, encoder)
    assert answers(one, "it is about my dog") == {"pet": "yes"}
    assert answers(one, "what's my balance") == {}


def test_a_phrase_that_answers_shows_nothing(encoder: SentenceEncoder) -> None:
    lines = [*BACKGROUND_LINES, "please do not record the call", "don't record me"]
    found = Questions({"refuses_recording": RECORDING}, lines, encoder)
    assert answers(found, "stop recording me") == {"refuses_recording": "yes"}


def test_without_other_phrases_the_answers_are_told_apart(encoder: SentenceEncoder) -> None:
    found = Questions({"refuses_recording": RECORDING}, [], encoder)
    assert answers(found, "stop recording me") == {"refuses_recording": "yes"}


def test_the_background_is_drawn_from_all_intents(tmp_path: Path) -> None:
    phrases = {name: [f"{name} {n}" for n in range(1000)] for name in ("balance", "transfer")}
    phrases["balance"][0] = "send [two hundred](amount) now"
    book = playbook().model_copy(update={"phrases": phrases})
    lines = background_of(book)
    assert len(lines) == BACKGROUND
    assert lines[0] == "send two hundred now"
    assert any(line.startswith("transfer") for line in lines)
    assert background_of(book.model_copy(update={"phrases": {}})) == []
