from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from voice_agent.core.errors import ConfigError
from voice_agent.dial.history import History, read_do_not_call
from voice_agent.dial.permission import Attempt

ONE = Attempt(datetime(2026, 11, 30, 12, tzinfo=UTC), "voicemail")


def test_attempts_are_kept_without_the_number(tmp_path: Path) -> None:
    history = History(tmp_path / "new" / "attempts.jsonl")
    assert history.of("+4930123456") == []
    history.add("+4930123456", ONE)
    history.add("+4930999999", ONE)
    assert History(tmp_path / "new" / "attempts.jsonl").of("+4930123456") == [ONE]
    assert "123456" not in (tmp_path / "new" / "attempts.jsonl").read_text()


@pytest.mark.parametrize("text", ["junk\n", "{}\n", "[1]\n"])
def test_a_history_that_cannot_be_read_calls_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_text(text)
    with pytest.raises(ConfigError, match="repair or remove"):
        History(tmp_path / "a").of("+4930123456")


def test_the_list(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# never\n+49 30 123456  # asked us to\n\n+1 212 555 0100\n")
    assert read_do_not_call(path) == {"+4930123456", "+12125550100"}


def test_a_list_with_a_mistake_calls_nobody(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("+4930123456\n030 123456\n")
    with pytest.raises(ConfigError, match=r"list.txt:2: not a telephone number"):
        read_do_not_call(path)
    with pytest.raises(ConfigError, match="No such file"):
        read_do_not_call(tmp_path / "none")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not a text"):
        read_do_not_call(path)
