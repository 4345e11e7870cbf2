"""An encoder that has learned other public sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy.public.base import Base, describe
from voice_agent.core.errors import ConfigError
from voice_agent.training.fit.base import WEIGHTS_FILE


def test_an_encoder_says_what_it_is_for(tmp_path: Path) -> None:
    (tmp_path / WEIGHTS_FILE).write_bytes(b"weights")
    with pytest.raises(ConfigError, match=r"no encoder of bench intermediate .*base\.json"):
        Base.read(tmp_path)
    describe(tmp_path, ["snips"], {"hwu64_entities": "CC BY 4.0"})
    found = Base.read(tmp_path)

    assert found.benchmarks == ("snips",)
    assert found.licences == {"hwu64_entities": "CC BY 4.0"}
    (tmp_path / WEIGHTS_FILE).write_bytes(b"others")
    with pytest.raises(ConfigError, match=r"model\.safetensors: damaged; make the encoder again"):
        Base.read(tmp_path)
    describe(tmp_path, ["snips"], {})
    assert Base.read(tmp_path).digest != found.digest
