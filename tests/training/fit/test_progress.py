import io

import pytest
from rich.console import Console

from voice_agent.training.fit.progress import time_left, training_bar


def told(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_bar_shows_the_loss_and_goes_when_training_is_over() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=60)
    with training_bar(console) as step:
        step(1, 4, 2.5)
        step(4, 4, 0.1234)
    assert "loss 0.123" in told(console)


def test_a_log_file_gets_a_line_a_minute_with_the_time_that_is_left() -> None:
    console = Console(file=io.StringIO(), width=80)
    now = 100.0
    with training_bar(console, lambda: now) as step:
        # One that continues at step 1,000, and takes a second a step.
        for done in range(1001, 1201):
            now += 1
            step(done, 1200, 0.5)
    assert told(console).splitlines() == [
        "step 1010 of 1200, loss 0.500, about 3 min left",
        "step 1070 of 1200, loss 0.500, about 2 min left",
        "step 1130 of 1200, loss 0.500, about 70 s left",
        "step 1190 of 1200, loss 0.500, about 10 s left",
        "step 1200 of 1200, loss 0.500, done",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "done"), (45, "about 45 s left"), (100, "about 2 min left"), (960, "about 16 min left")],
)
def test_the_time_that_is_left(seconds: float, words: str) -> None:
    assert time_left(seconds) == words
