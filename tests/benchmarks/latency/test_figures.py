import pytest

from benchmarks.latency import figures, playing
from benchmarks.latency.figures import offsets, plain, ratio, stages, summary, words
from benchmarks.latency.playing import Played, Run, ServerTurn, early_ms
from benchmarks.latency.recordings import Label, Recording
from voice_agent.core.events import Event, Ready, Replied, SpeechStarted, TurnTimed
from voice_agent.phone.values import Received


def turn(number: int = 1, **about: object) -> ServerTurn:
    fields = {
        "turn": number, "v2v_ms": 300.0, "stages_ms": {"vad": 200.0, "stt": 100.0},
        "heard": "a large latte", "intent": "order", "route": "answer", "entities": {},
    }  # fmt: skip
    return ServerTurn(**(fields | about))  # type: ignore[arg-type]


def played(name: str = "a", v2v_ms: float | None = 350.0, **about: object) -> Played:
    fields = {"call": "c", "early_ms": None, "turns": (turn(),)} | about
    return Played(name, v2v_ms=v2v_ms, **fields)  # type: ignore[arg-type]


def recording(name: str = "a", text: str = "", label: Label | None = None) -> Recording:
    import numpy as np

    return Recording(name, np.zeros(16000, np.int16), text, label)


@pytest.mark.parametrize(
    ("onset", "expected"), [(None, None), (900.0, 100.0), (1000.0, None), (1400.0, None)]
)
def test_an_answer_is_early_when_it_is_heard_before_the_end(
    onset: float | None, expected: float | None
) -> None:
    assert early_ms(onset, 1000.0) == expected


def test_early_and_unanswered_turns_are_named_and_do_not_count_as_latency() -> None:
    run = Run(
        [
            played("a", 400.0),
            played("b", 20.0, early_ms=300.0),
            played("c", None, error="none came", turns=()),
        ],
        call_s=30.0,
        cpu_s=2.0,
        calls=1,
    )
    found = summary(run, [recording(name) for name in "abc"])
    assert found["v2v_ms"] == {"p50": 400.0, "p95": 400.0, "p99": 400.0, "max": 400.0, "n": 1}
    assert found["early"] == {"b": 300}
    assert found["unanswered"] == {"c": "none came"}
    assert found["stages_ms"]["stt"]["n"] == 1
    assert found["cpu_s_per_call_minute"] == 4.0


def test_a_turn_that_got_a_filler_first_is_counted_apart() -> None:
    run = Run(
        [
            played("a", 400.0),
            played("b", 2400.0, source="filler"),
            played("c", 2500.0, turns=(turn(source="filler"),)),
            played("d", 500.0, source="playbook", turns=(turn(source="playbook"),)),
        ]
    )
    found = summary(run, [recording(name) for name in "abcd"])
    assert found["fillers"] == ["b", "c"]
    assert (found["v2v_ms"]["n"], found["v2v_ms"]["max"]) == (2, 500.0)
    assert found["stages_ms"]["stt"]["n"] == 2
    assert found["unanswered"] == {}


def event(type_: str, number: int, source: str = "") -> Received:
    found: Event = {
        "reply": Replied(turn=number, text="x", source=source),
        "turn": TurnTimed(turn=number, v2v_ms=1.0, stages={}),
        "speech_started": SpeechStarted(turn=number),
    }[type_]
    return Received(0.0, found)


@pytest.mark.parametrize(
    ("log", "source"),
    [
        (["reply filler", "turn", "reply llm"], "filler"),
        (["reply llm", "reply llm", "turn"], "llm"),
        (["reply agent", "reply playbook", "turn"], "playbook"),
        (["reply filler", "speech_started", "reply playbook", "turn"], "playbook"),
        ([], ""),
    ],
)
def test_the_first_audio_is_that_of_the_first_reply_not_taken_back(
    log: list[str], source: str
) -> None:
    turn_2 = [event(type_, 2, *of) for type_, *of in (line.split() for line in log)]
    others = [event("reply", 1, "fallback"), *turn_2, event("reply", 3, "handoff")]
    assert playing.first_source(others, (1, 2)) == source
    assert playing.first_source(others, ()) == ""


def test_stages_come_in_the_order_of_the_flow() -> None:
    mixed = turn(stages_ms={"tts": 9.0, "stt": 5.0, "another": 1.0, "vad": 2.0})
    assert list(stages([played(turns=(mixed,))])) == ["vad", "stt", "tts", "another"]


def test_a_recording_taken_for_two_turns_counts_the_one_that_answered_it() -> None:
    both = (turn(1, stages_ms={"stt": 10.0}), turn(2, stages_ms={"stt": 50.0}))
    assert stages([played(turns=both)])["stt"]["p50"] == 50.0


def test_offsets_tell_in_how_many_turns_client_and_server_agree() -> None:
    runs = [played(v2v_ms=300.0 + extra) for extra in (-10, 10, 12, 90)]
    found = offsets(runs)
    assert found["p50"] == 11.0
    assert found["within_20_ms"] == 0.75
    assert offsets([played(turns=())])["n"] == 0


def test_what_the_ends_of_speech_are_apart_is_no_lost_time() -> None:
    runs = [played(v2v_ms=310.0), played(v2v_ms=210.0, server_late_ms=-95.0)]
    found = offsets(runs)
    assert found["n"] == 2
    assert found["within_20_ms"] == 0.5
    assert found["end"]["values"] == [-95.0]
    assert found["rest"]["values"] == [5.0]


def test_where_the_server_took_speech_to_end_is_told_by_its_events() -> None:
    log = [
        Received(12.0, Ready(t_ms=10.0)),
        Received(1_340.0, TurnTimed(turn=1, t_ms=1_330.0, v2v_ms=300.0, stages={})),
        Received(2_000.0, TurnTimed(turn=2, t_ms=1_990.0, v2v_ms=250.0, stages={})),
    ]
    assert playing.server_end(log, (1,)) == 1_330.0 - 300.0 + 2.0
    assert playing.server_end(log, (1, 2)) == 1_990.0 - 250.0 + 2.0
    assert playing.server_end(log, ()) is None
    assert playing.server_end([], (1,)) is None


def test_words_are_compared_without_case_and_punctuation() -> None:
    pytest.importorskip("jiwer")
    assert plain("What's  the FEE, please?") == "what's the fee please"
    said = {"a": recording("a", "One small latte, please.")}
    found = words([played("a", heard="one small matter please")], said)
    assert (found["errors"], found["words"]) == (1, 4)
    assert words([played("a")], {"a": recording("a")}) == {"n": 0}


def test_a_recording_is_right_with_its_intent_and_every_detail() -> None:
    label = Label("order", {"size": "large", "drink": "latte"})
    known = {name: recording(name, label=label) for name in "abc"}
    whole = turn(entities={"size": "Large", "drink": "latte"})
    half = turn(entities={"size": "large"})
    rest = turn(2, entities={"drink": "latte"}, intent="other")
    found = figures.meaning(
        [played("a", turns=(whole,)), played("b", turns=(half,)), played("c", turns=(half, rest))],
        known,
    )
    assert (found["right"], found["intent_right"], found["n"]) == (2, 3, 3)
    assert list(found["wrong"]) == ["b"]


def test_ratios_need_samples_on_both_sides() -> None:
    assert ratio({"n": 2, "p50": 30.0, "p95": 50.0}, {"n": 2, "p50": 60.0, "p95": 50.0}) == {
        "p50": 0.5,
        "p95": 1.0,
    }
    assert ratio({"n": 0}, {"n": 1, "p50": 1.0, "p95": 1.0}) == {"p50": None, "p95": None}


def test_turns_are_found_by_their_numbers() -> None:
    record = {"c": [turn(1), turn(2), turn(3)]}
    assigned = playing._assign([played(numbers=(1,)), played("b", numbers=(2, 3))], record)
    assert [[t.turn for t in turns] for turns in assigned] == [[1], [2, 3]]


def test_without_numbers_turns_are_taken_in_order_if_there_are_as_many() -> None:
    same = [played(), played()]
    record = {"c": [turn(1), turn(2)]}
    assert [t[0].turn for t in playing._assign(same, record)] == [1, 2]
    assert playing._assign(same, {"c": [turn(1)]}) == [(), ()]


def test_a_row_of_the_record_becomes_a_turn() -> None:
    row = {
        "turn": 2, "v2v_ms": 310.0, "stages_ms": '{"vad": 200}', "transcript": None,
        "intent": "order", "route": None, "entities": '[{"type": "size", "value": "large"}]',
        "source": "playbook",
    }  # fmt: skip
    found = playing.server_turn(row)
    assert (found.turn, found.stages_ms, found.heard) == (2, {"vad": 200.0}, "")
    assert found.entities == {"size": "large"}
    assert found.source == "playbook"
