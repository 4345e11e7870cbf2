from pathlib import Path

import pytest

from voice_agent.calls.record import RecordStore
from voice_agent.errors import ConfigError


@pytest.mark.parametrize(
    "url",
    ["nonsense", "sqlite:////no/such/folder/x.sqlite", "postgresql+nodriver://u:hunter2@h/db"],
)
def test_a_database_that_cannot_be_opened_is_one_line_without_the_password(url: str) -> None:
    with pytest.raises(ConfigError, match="record_url") as caught:
        RecordStore.open(url, "bank")
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_an_existing_record_is_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/calls.sqlite"
    RecordStore.open(url, "bank").close()
    RecordStore.open(url, "bank").close()
    assert (tmp_path / "calls.sqlite").stat().st_size > 0
