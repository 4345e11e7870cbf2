"""The held-out tenth."""

from __future__ import annotations

from toy_slm import LABELS

from voice_agent.core.turn import Transcript, TurnReading
from voice_agent.playbook.phrases import parse_phrase
from voice_agent.training.data.rows import Row, Split
from voice_agent.training.fit.task import Task
from voice_agent.training.measure.tenth import held_out, tenth_right


class Parrot:
    """Takes the text for the intent."""

    def read(self, transcript: Transcript, **_: object) -> TurnReading:
        return TurnReading(transcript=transcript, intent=transcript.text, confidence=1.0)


def row(text: str, *intents: str, split: Split = "dev", group: str = "phrases") -> Row:
    return Row(parse_phrase(text, ()), group, split, intents)


ROWS = (
    row("balance", "balance"),
    row("transfer", "balance", "transfer"),
    row("weather", "balance"),
    row("out_of_scope", "out_of_scope", group="phrases/scope"),
    row("balance", "balance", split="train"),
    row("fraud", "fraud", group="escalation/wanted"),
    row("mood"),
)


def test_only_phrases_that_no_model_learns_from_count() -> None:
    assert held_out(ROWS) == list(ROWS[:4])


def test_the_share_that_is_right() -> None:
    task = Task(name="Toy", labels=LABELS, rows=ROWS)
    assert tenth_right(Parrot(), task) == (0.75, 4)
    assert tenth_right(Parrot(), Task(name="Toy", labels=LABELS, rows=())) == (0.0, 0)
