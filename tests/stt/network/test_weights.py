"""A model's file, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_whisper import variables, written

from voice_agent.core.errors import ModelError
from voice_agent.stt.network.weights import read_weights


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    values = variables()
    read = read_weights(written(tmp_path / "model.bin", values))
    assert read.keys() == values.keys()
    assert all(np.array_equal(read[name], value) for name, value in values.items())


def test_int8_weights_come_with_their_scale(tmp_path: Path) -> None:
    scale = np.array([127.0, 63.5], np.float32)
    codes = np.array([[127, -127], [1, 2]], np.int8)
    values = {**variables(), "decoder/a": codes, "decoder/a_scale": scale}
    read = read_weights(written(tmp_path / "model.bin", values))
    assert np.allclose(read["decoder/a"], [[1, -1], [1 / 63.5, 2 / 63.5]])


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x06\0\0\0\x05\0name"])
def test_what_is_no_model_is_one_clear_error(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(junk)
    with pytest.raises(ModelError, match=r"model\.bin"):
        read_weights(tmp_path / "model.bin")


def test_a_file_cut_short_is_one_clear_error(tmp_path: Path) -> None:
    path = written(tmp_path / "model.bin", variables())
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ModelError, match="not a CTranslate2 model"):
        read_weights(path)


def test_another_version_of_the_format_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="convert the model"):
        read_weights(written(tmp_path / "model.bin", variables(), version=5))


def test_a_model_without_what_is_needed_says_what_to_do(tmp_path: Path) -> None:
    values = variables()
    del values["decoder/num_heads"]
    with pytest.raises(ModelError, match=r"no decoder/num_heads.*onnx: false"):
        read_weights(written(tmp_path / "model.bin", values))
