"""How often nobody answered in a row."""

from voice_agent.turns.idle import IdleTimer


def test_silence_is_counted_up_to_the_prompt_and_then_anew() -> None:
    timer = IdleTimer(prompt_after_s=1.0)
    assert timer.silent(999) is None
    assert timer.silent(1) == 1
    assert timer.silent(999) is None
    assert timer.silent(1) == 2


def test_whoever_speaks_puts_the_silence_back() -> None:
    timer = IdleTimer(prompt_after_s=1.0)
    timer.silent(900)
    timer.busy()
    assert timer.silent(999) is None
    assert timer.silent(1) == 1
    timer.busy()
    assert timer.silent(1000) == 2, "an agent who speaks does not mean that anybody is there"
    timer.silent(500)
    timer.reset()
    assert timer.silent(500) is None
    assert timer.silent(500) == 1
