"""The engine on a real, tiny ONNX graph: each word of its vocabulary has logits of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from toy_slm import LABELS, toy_playbook, write_model

from voice_agent.core.clock import Clock
from voice_agent.core.errors import ModelError
from voice_agent.core.turn import OUT_OF_SCOPE, Transcript, TurnReading
from voice_agent.language.specs import EntitySpec
from voice_agent.slm.encoding import EncodedTurn, TurnEncoder
from voice_agent.slm.graph import Logits, SlmGraph
from voice_agent.slm.labels import SENTIMENTS
from voice_agent.slm.model import GRAPH_FILE, TOKENIZER_FILE, SlmEngine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_model(tmp_path)
    return tmp_path


@pytest.fixture
def engine(folder: Path) -> SlmEngine:
    return SlmEngine.load(folder, toy_playbook())


def heard(text: str) -> Transcript:
    return Transcript(text=text, confidence=0.9)


def test_reads_intent_with_confidence_and_ranking(engine: SlmEngine) -> None:
    reading = engine.read(heard("What balance?"))

    assert reading.intent == "check_balance"
    assert reading.confidence > 0.9
    assert reading.ranking[0] == ("check_balance", reading.confidence)
    assert sum(share for _, share in reading.ranking) == pytest.approx(1.0)


def test_a_turn_without_evidence_is_out_of_scope(engine: SlmEngine) -> None:
    reading = engine.read(heard("the weather"))

    assert reading.intent == OUT_OF_SCOPE
    assert reading.confidence > 0.9


def test_a_day_that_is_not_given_is_the_callers(folder: Path) -> None:
    eve = datetime(2026, 11, 22, 23, tzinfo=UTC)
    clock = Clock(wall=lambda: eve, zone=ZoneInfo("Asia/Tokyo"))
    engine = SlmEngine(
        SlmGraph(folder / GRAPH_FILE, LABELS),
        TurnEncoder.load(folder / TOKENIZER_FILE, max_tokens=16, max_asked_tokens=6),
        LABELS,
        toy_playbook(day=EntitySpec(kind="date")),
        clock,
    )
    (day,) = engine.read(heard("send it tomorrow")).entities
    assert day.value == "2026-11-24"
    (day,) = engine.read(heard("send it tomorrow"), today=date(2020, 2, 28)).entities
    assert day.value == "2020-02-29"


def test_finds_entities_at_their_characters_with_values(engine: SlmEngine) -> None:
    text = "Please send fifty dollars please"
    (entity,) = engine.read(heard(text), today=date(2026, 11, 22)).entities

    assert (entity.type, text[entity.start : entity.end]) == ("amount", "fifty dollars")
    assert entity.value["amount"] == 50


def test_reads_act_and_escalation(engine: SlmEngine) -> None:
    assert engine.read(heard("yes please")).act == "affirm"
    wanted = engine.read(heard("human please")).escalation
    assert wanted.reason == "person"
    assert wanted.score > 0.9
    assert engine.read(heard("balance please")).escalation.score < 0.9


def test_the_question_before_is_context(engine: SlmEngine) -> None:
    assert engine.read(heard("fifty dollars")).intent == OUT_OF_SCOPE
    assert engine.read(heard("fifty dollars"), asked="How much?").intent == "transfer_money"


class _NeverRun(SlmGraph):
    def __init__(self) -> None:
        pass

    def run(self, turn: EncodedTurn) -> Logits:
        raise AssertionError("the model was run")


@pytest.mark.parametrize("text", ["", "   ", "...", "?!"])
def test_nothing_said_is_out_of_scope_without_running_the_model(folder: Path, text: str) -> None:
    encoder = TurnEncoder.load(folder / "tokenizer.json", max_tokens=16, max_asked_tokens=6)
    reading = SlmEngine(_NeverRun(), encoder, LABELS, toy_playbook()).read(heard(text))

    assert (reading.intent, reading.confidence) == (OUT_OF_SCOPE, 0.0)
    assert reading.entities == ()


def test_of_a_long_turn_the_end_is_read(engine: SlmEngine) -> None:
    assert engine.read(heard("balance " + "what " * 40)).intent == OUT_OF_SCOPE
    text = "what " * 40 + "balance fifty dollars"
    reading = engine.read(heard(text))
    assert reading.intent == "check_balance"
    assert text[reading.entities[0].start : reading.entities[0].end] == "fifty dollars"


def test_threads_share_one_engine(engine: SlmEngine) -> None:
    texts = ["what balance", "send fifty dollars", "the weather", "human please"] * 25
    alone = [engine.read(heard(text)) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: engine.read(heard(text)), texts)) == alone


@pytest.mark.parametrize("name", ["slm.int8.onnx", "labels.json", "tokenizer.json"])
def test_a_missing_or_damaged_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=name):
        SlmEngine.load(folder, toy_playbook())
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        SlmEngine.load(folder, toy_playbook())


def test_labels_that_do_not_cover_the_playbook_say_retrain(folder: Path) -> None:
    playbook = toy_playbook(amount=EntitySpec(kind="money"), date=EntitySpec(kind="date"))

    with pytest.raises(ModelError, match=r"entities missing: date.*voice-agent train"):
        SlmEngine.load(folder, playbook)
    replace(LABELS, intents=(OUT_OF_SCOPE, "check_balance")).write(folder / "labels.json")
    with pytest.raises(ModelError, match=r"intents missing: transfer_money"):
        SlmEngine.load(folder, toy_playbook())


def test_a_graph_that_is_not_the_labels_own_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path, outputs=4)

    with pytest.raises(ModelError, match="outputs"):
        SlmEngine.load(tmp_path, toy_playbook())


def test_sentiment_and_reasoning_are_read_where_the_model_has_them(tmp_path: Path) -> None:
    write_model(tmp_path, replace(LABELS, sentiments=SENTIMENTS, reasoning=True))
    engine = SlmEngine.load(tmp_path, toy_playbook())

    reading = engine.read(heard("useless balance compare"))
    assert reading.sentiment == "negative"
    assert reading.reasoning > 0.9
    assert engine.read(heard("balance")).reasoning == pytest.approx(0.5)


def test_without_these_heads_a_reading_keeps_its_defaults(tmp_path: Path) -> None:
    write_model(tmp_path, replace(LABELS, acts=(), escalations=(), completeness=False))
    reading = SlmEngine.load(tmp_path, toy_playbook()).read(heard("yes human useless compare"))

    plain = TurnReading(transcript=reading.transcript, intent="", confidence=0.0)
    for field in ("act", "escalation", "completeness", "sentiment", "reasoning"):
        assert getattr(reading, field) == getattr(plain, field)
