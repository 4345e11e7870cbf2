from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import AudioSocketConfig
from voice_agent.config.sip import SipConfig
from voice_agent.core.errors import ConfigError
from voice_agent.server.workers.place import VARIABLE, Place, part_of, read_place, workers_of

PLACE = Place(1, 3, 4, 7, Path("/tmp/with:colon"))


def test_a_place_is_read_once_and_hidden_from_children() -> None:
    environment = {VARIABLE: PLACE.written()}
    assert read_place(environment) == PLACE
    assert environment == {}
    assert read_place(environment) is None


def test_workers_answer_each_other_in_one_folder() -> None:
    assert PLACE.socket() == PLACE.folder / "1.sock"
    assert PLACE.socket(2) == PLACE.folder / "2.sock"
    assert not PLACE.first


def test_the_first_worker_owns_the_ports_that_there_are_once() -> None:
    config = load_pipeline("bank").model_copy(
        update={"max_calls": 8, "sip": SipConfig(), "audiosocket": AudioSocketConfig()}
    )
    parts = [part_of(config, Place(n, 3, 0, 0, Path())) for n in range(3)]
    assert [one.max_calls for one in parts] == [3, 3, 2]
    assert [one.sip is not None for one in parts] == [True, False, False]
    assert [one.audiosocket is not None for one in parts] == [True, False, False]


def test_the_command_line_counts_first_and_no_worker_is_without_a_call() -> None:
    config = load_pipeline("bank").model_copy(update={"max_calls": 3})
    assert (workers_of(config, None), workers_of(config, 3)) == (1, 3)
    with pytest.raises(ConfigError, match=r"server\.workers: 4 workers share max_calls: 3"):
        workers_of(config, 4)
