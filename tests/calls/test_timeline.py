import pytest

from voice_agent.calls.timeline import MARKS, Timeline


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
