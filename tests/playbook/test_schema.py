"""What a playbook may say; how a mistake in a file is told is in test_load.py."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from changed_playbook import changed, refused
from fakes import playbook

from voice_agent.language import en
from voice_agent.playbook.says import Says


def test_a_playbook_is_what_was_written() -> None:
    assert changed() == playbook()


def test_sentences_that_are_left_out_are_the_languages() -> None:
    says = playbook().model_dump()["says"]
    assert changed(says=says | {"abuse": "Please."}).says.abuse == "Please."
    shorter = {name: words for name, words in says.items() if name != "cancelled"}
    assert changed(says=shorter).says.cancelled == en.sentences.cancelled
    assert Says.model_validate(shorter).cancelled == "", "the playbook fills them in"


def test_an_unknown_language_or_zone_is_named() -> None:
    assert "language" in refused(language="tlh")
    assert "no time zone 'Mars/Olympus'" in refused(timezone="Mars/Olympus")
    assert "no time zone '../etc'" in refused(timezone="../etc")


def test_the_callers_time_zone() -> None:
    assert changed().zone is None
    assert changed(timezone="America/New_York").zone == ZoneInfo("America/New_York")


def test_the_knowledge_folder_and_the_language() -> None:
    book = changed(folder=Path("some"))
    assert book.knowledge == Path("some/knowledge")
    assert book.lang.code == "en"
