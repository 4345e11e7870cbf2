"""Keys and values of the silence behind the sound: one frame counts as five."""

from __future__ import annotations

import numpy as np
import pytest

from voice_agent.stt.network.contract import WHISPER_FRAMES
from voice_agent.stt.network.graph import Shape
from voice_agent.stt.network.silence import TOGETHER, Behind


def test_nothing_is_behind_at_first() -> None:
    behind = Behind.nothing(Shape(layers=2, heads=3, size=12))
    after = behind.after(40)
    assert {name: values.shape for name, values in after.items()} == {
        "behind_k0": (3, 4, 0),
        "behind_v0": (3, 0, 4),
        "behind_k1": (3, 4, 0),
        "behind_v1": (3, 0, 4),
    }
    assert behind.weight(40).tolist() == [0.0] * 40


def test_frames_of_the_sound_count_once_and_those_behind_five_times() -> None:
    keys = np.zeros((1, 2, 100), np.float32)
    behind = Behind.silence({"k0": keys, "v0": keys.transpose(0, 2, 1)}, 100)
    weight = np.exp(behind.weight(90))
    assert weight[:90].tolist() == [1.0] * 90
    assert weight[90:] == pytest.approx([TOGETHER] * 2)


def test_what_is_behind_begins_where_the_sound_ends() -> None:
    """Keys have their frames last, values in the middle; groups count their frames."""
    frames = np.arange(WHISPER_FRAMES, dtype=np.float32)
    keys = np.tile(frames, (1, 3, 1))
    behind = Behind.silence({"k0": keys, "v0": keys.transpose(0, 2, 1)})
    after = behind.after(1480)
    assert after["behind_k0"].shape == (1, 3, 4)
    assert after["behind_v0"].shape == (1, 4, 3)
    assert after["behind_k0"][0, 0].tolist() == [1482.0, 1487.0, 1492.0, 1497.0]
    assert after["behind_v0"][0, :, 0].tolist() == [1482.0, 1487.0, 1492.0, 1497.0]
    assert np.exp(behind.weight(1480)).sum() == pytest.approx(1500)
    assert np.exp(behind.weight(1478)).sum() == pytest.approx(1498)
    assert behind.after(1500)["behind_k0"].size == 0
    shorter = Behind.silence({"k0": keys, "v0": keys.transpose(0, 2, 1)}, 200)
    assert shorter.after(190)["behind_v0"][0, :, 0].tolist() == [192.0, 197.0]
    assert np.exp(shorter.weight(190)).sum() == pytest.approx(200)
    assert shorter.after(250)["behind_k0"].size == 0
    assert shorter.weight(250).size == 250
