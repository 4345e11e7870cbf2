"""The encoder that learns other sets first, and what it may not have read."""

from __future__ import annotations

from pathlib import Path

import pytest
from public_sets import write_snips

from benchmarks.accuracy.public.intermediate_task import intermediate_task
from voice_agent.core.errors import ConfigError
from voice_agent.training.data.duplicates import text_of


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
