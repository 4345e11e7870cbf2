import pytest

from voice_agent.calls.timeline import MARKS, QUEUE, Timeline, overlap_s


def whole(*, step_s: float = 0.1) -> Timeline:
    timeline = Timeline()
    for index, name in enumerate(MARKS):
        timeline.mark(name, index * step_s)
    return timeline


def test_stages_add_up_to_voice_to_voice() -> None:
    timeline = whole()
    stages = timeline.stages("answer")
    assert list(stages) == ["vad", "turns", "stt", "slm", "router", "answer", "tts", "transport"]
    assert sum(stages.values()) == pytest.approx(timeline.v2v_ms)
    assert timeline.v2v_ms == pytest.approx(800)


def test_only_the_first_time_counts() -> None:
    timeline = Timeline()
    timeline.mark("heard", 1.0)
    timeline.mark("heard", 2.0)
    assert timeline.marks["heard"] == 1.0


def test_skipped_stages_leave_the_sum_right() -> None:
    timeline = whole()
    del timeline.marks["read"], timeline.marks["routed"]
    stages = timeline.stages("llm")
    assert "slm" not in stages
    assert "llm" in stages
    assert sum(stages.values()) == pytest.approx(timeline.v2v_ms)


def test_no_voice_to_voice_before_audio() -> None:
    timeline = Timeline()
    timeline.mark("spoken", 1.0)
    assert timeline.v2v_ms is None
    assert timeline.stages("answer") == {}


def test_waiting_for_an_engine_is_a_stage_of_its_own_once_the_turn_is_over() -> None:
    timeline = whole()
    # A guess that waits from the pause on; a look-up and the voice; two jobs at once count once.
    timeline.waits = [(0.15, 0.24), (0.42, 0.46), (0.65, 0.68), (0.66, 0.69)]
    stages = timeline.stages("answer")
    assert stages[QUEUE] == pytest.approx(40 + 40 + 40)
    assert stages["turns"] == pytest.approx(100)
    assert stages["stt"] == pytest.approx(60)
    assert stages["router"] == pytest.approx(60)
    assert stages["tts"] == pytest.approx(60)
    assert sum(stages.values()) == pytest.approx(timeline.v2v_ms)


def test_a_turn_whose_jobs_did_not_wait_has_an_empty_queue() -> None:
    timeline = whole()
    timeline.waits = [(0.35, 0.35)]
    assert timeline.stages("answer")[QUEUE] == 0


def test_times_that_overlap_count_once() -> None:
    assert overlap_s([], 0, 1) == 0
    assert overlap_s([(0, 3), (1, 2), (2, 4), (6, 9)], 1, 7) == 4
    assert overlap_s([(0, 1), (9, 10)], 2, 8) == 0


def test_times_count_from_the_last_word_and_not_from_the_start_of_the_call() -> None:
    timeline = Timeline()
    for index, name in enumerate(MARKS):
        timeline.mark(name, 60 + 0.1 * index)
    assert timeline.v2v_ms == pytest.approx(800)
    assert timeline.stages("answer")["vad"] == pytest.approx(100)
