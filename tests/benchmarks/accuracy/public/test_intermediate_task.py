"""The encoder that learns other sets first, and what it may not have read."""

from __future__ import annotations

from pathlib import Path

import pytest
from public_sets import write_snips

from benchmarks.accuracy.public.base import Base, describe
from benchmarks.accuracy.public.intermediate_task import intermediate_task
from voice_agent.core.errors import ConfigError
from voice_agent.training.data.duplicates import text_of
from voice_agent.training.fit.base import WEIGHTS_FILE


def test_it_reads_other_sets_but_no_dev_or_test_turn_of_its_benchmarks(tmp_path: Path) -> None:
    write_snips(
        tmp_path,
        train=[("play x", "PlayMusic", "O B-album"), ("play y", "PlayMusic", "O O")],
        dev=[("Play X!", "PlayMusic", "O B-album")],
        test=[("rain today", "GetWeather", "O B-day")],
    )
    bank = tmp_path / "banking77"
    bank.mkdir()
    (bank / "train.csv").write_text("text,category\nRain today,fees\nwhat fee,fees\n")
    (bank / "test.csv").write_text("text,category\nwhich fee,fees\n")
    task = intermediate_task(["snips"], tmp_path)

    read = [(text_of(row.phrase), row.intents, row.tagged) for row in task.rows]
    assert read == [
        ("play y", ("snips.PlayMusic",), True),
        ("what fee", ("banking77.fees",), False),
    ]
    assert task.removed == 2
    assert task.labels.intents == ("out_of_scope", "banking77.fees", "snips.PlayMusic")
    assert task.licences == {"snips": "CC0 1.0", "banking77": "CC BY 4.0"}


def test_benchmarks_that_are_drawn_from_its_sets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="banking77-10shot: not a benchmark with slots: snips"):
        intermediate_task(["banking77-10shot"], tmp_path)
    with pytest.raises(ConfigError, match="no such file; --data needs the data set of 'snips'"):
        intermediate_task(["snips"], tmp_path)


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
