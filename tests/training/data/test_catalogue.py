"""Where the public data sets come from."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError
from voice_agent.playbook.load import load_playbook
from voice_agent.training.data.catalogue import catalogue, find_set, how_to_fetch, missing_sets
from voice_agent.training.data.sources import SOURCES, folder_of


def test_every_set_that_training_reads_is_in_the_catalogue() -> None:
    folders = {folder_of(name, Path()).name for name in SOURCES}
    assert {*folders, "cmudict"} == set(catalogue())


def test_licences_are_those_of_the_readers() -> None:
    for name, source in SOURCES.items():
        assert catalogue()[folder_of(name, Path()).name].licence == source.licence


def test_every_file_has_an_address() -> None:
    for one in catalogue().values():
        for path in one.files:
            assert one.note or urlsplit(one.address(path)).scheme == "https", path


def test_an_unknown_set_is_named_with_those_there_are() -> None:
    assert find_set("snips").licence == "CC0 1.0"
    with pytest.raises(ConfigError, match="no public data set 'snip'; known: clinc150, "):
        find_set("snip")


def test_what_a_playbook_lacks_and_the_command_that_fetches_it(tmp_path: Path) -> None:
    playbook = load_playbook(load_pipeline("barista").playbook_folder)
    everything = missing_sets(playbook, None)
    assert {"clinc150", "snips", "cmudict"} <= set(everything)
    assert "clinc150_wiki" not in everything

    for name in everything:
        (tmp_path / name).mkdir()
        (tmp_path / name / "turns.csv").write_text("text")
    assert missing_sets(playbook, tmp_path) == []
    (tmp_path / "snips" / "turns.csv").rename(tmp_path / "snips" / "turns.csv.part")
    assert how_to_fetch(missing_sets(playbook, tmp_path), Path("sets")) == (
        "voice-agent data fetch snips --data sets"
    )
    assert how_to_fetch(["snips"], None) == "voice-agent data fetch snips"
