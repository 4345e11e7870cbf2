"""What teachers think of the turns, in files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.public.opinions import Teacher
from voice_agent.core.errors import ConfigError

INTENTS = ("out_of_scope", "pay")


def teacher(*logits: float, text: str = "pay bob") -> Teacher:
    return Teacher(INTENTS, {text: np.array(logits, dtype=np.float32)})


def test_opinions_are_read_as_they_were_written(tmp_path: Path) -> None:
    one = teacher(-1.0, 2.5)
    one.write(tmp_path / "made" / "one.npz")
    found = Teacher.read([tmp_path / "made" / "one.npz"], INTENTS)

    assert found.logits["pay bob"].tolist() == [-1.0, 2.5]
    assert found.digest == one.digest != teacher(-1.0, 2.4).digest


def test_of_several_teachers_the_mean_counts_where_all_have_an_opinion(tmp_path: Path) -> None:
    teacher(1.0, 3.0).write(tmp_path / "a.npz")
    both = {**teacher(2.0, 5.0).logits, **teacher(0.0, 0.0, text="rain").logits}
    Teacher(INTENTS, both).write(tmp_path / "b.npz")
    found = Teacher.read([tmp_path / "a.npz", tmp_path / "b.npz"], INTENTS)

    assert {text: logits.tolist() for text, logits in found.logits.items()} == {
        "pay bob": [1.5, 4.0]
    }


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("no opinions", encoding="utf-8")
    np.savez(tmp_path / "other.npz", texts=np.array(["a"]))
    teacher(1.0, 2.0).write(tmp_path / "fit.npz")

    for name in ("text.npz", "other.npz", "missing.npz"):
        with pytest.raises(ConfigError, match=rf"{name}: not a file of a teacher's opinions"):
            Teacher.read([tmp_path / name], INTENTS)
    with pytest.raises(ConfigError, match=r"fit\.npz: written for other intents"):
        Teacher.read([tmp_path / "fit.npz"], ("out_of_scope", "balance"))
