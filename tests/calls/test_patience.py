import pytest

from voice_agent.calls.patience import Patience, Wait, at_fault, due

PATIENCE = Patience(turn_ms=2000, llm_ms=1000)


@pytest.mark.parametrize(
    ("wait", "expected"),
    [
        (Wait(1999), None),
        (Wait(2000), "filler"),
        (Wait(2500, filled=True), None),
        (Wait(4000, filled=True), "give up"),
        (Wait(4000), "give up"),
        (Wait(9000, filled=True, answering=True), None),
        (Wait(9000, answering=True), "filler"),
        (Wait(1300, llm_ms=999, answering=True), None),
        (Wait(1300, llm_ms=1000, answering=True), "filler"),
        (Wait(1300, llm_ms=1000, filled=True, answering=True), None),
    ],
)
def test_what_is_due(wait: Wait, expected: str | None) -> None:
    assert due(wait, PATIENCE) == expected


@pytest.mark.parametrize(
    ("marks", "stage"),
    [
        (["committed"], "stt"),
        (["committed", "heard"], "slm"),
        (["committed", "heard", "read"], "router"),
        (["committed", "heard", "read", "routed"], "answer"),
        (["committed", "heard", "read", "routed", "asked_llm"], "llm"),
    ],
)
def test_which_stage_is_at_fault(marks: list[str], stage: str) -> None:
    assert at_fault(dict.fromkeys(marks, 1.0)) == stage
