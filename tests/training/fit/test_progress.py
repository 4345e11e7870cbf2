import io

from rich.console import Console

from voice_agent.training.fit.progress import training_bar


def test_the_bar_shows_the_loss_and_goes_when_training_is_over() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=60)
    with training_bar(console) as step:
        step(1, 4, 2.5)
        step(4, 4, 0.1234)
    assert isinstance(console.file, io.StringIO)
    assert "loss 0.123" in console.file.getvalue()
