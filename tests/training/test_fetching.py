"""Public data sets by name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from voice_agent.core.errors import ConfigError
from voice_agent.training import fetching
from voice_agent.training.data.catalogue import PublicSet, catalogue
from voice_agent.training.data.fetch import Fetched
from voice_agent.training.fetching import fetch_all, fetch_every, list_sets

TOY = PublicSet.model_validate(
    {"licence": "MIT", "page": "https://toy.example", "files": {"turns.csv": {}}}
)


@pytest.mark.parametrize("terminal", [False, True])
def test_the_licence_is_shown_before_a_set_is_fetched(tmp_path: Path, terminal: bool) -> None:
    (tmp_path / "turns.csv").write_text("text\n")
    console = Console(file=io.StringIO(), width=200, force_terminal=terminal)
    fetch_all(["toy"], tmp_path / "data", console, source=tmp_path, sets={"toy": TOY})
    fetch_all(["toy"], tmp_path / "data", console, source=tmp_path, sets={"toy": TOY})

    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "toy: MIT, https://toy.example" in said or terminal
    assert "1 were here" in said or terminal
    assert (tmp_path / "data" / "toy" / "turns.csv").is_file()


def test_an_unknown_name_fetches_nothing(tmp_path: Path) -> None:
    (tmp_path / "turns.csv").write_text("text\n")
    console = Console(file=io.StringIO())
    with pytest.raises(ConfigError, match="no public data set 'tyo'; known: toy"):
        fetch_all(["toy", "tyo"], tmp_path / "data", console, source=tmp_path, sets={"toy": TOY})
    assert not (tmp_path / "data").exists()


def test_all_leaves_out_what_has_no_address_and_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    def fetch_set(name: str, *_: object, **__: object) -> Fetched:
        fetched.append(name)
        return Fetched((), ())

    monkeypatch.setattr(fetching, "fetch_set", fetch_set)
    cloned = TOY.model_copy(update={"note": "clone it"})
    sets = {"cloned": cloned, "toy": TOY}
    console = Console(file=io.StringIO(), width=500)
    fetch_every(tmp_path, console, sets=sets)
    assert fetched == ["toy"]
    told = console.file.getvalue().splitlines()[-1]  # type: ignore[attr-defined]
    assert told == (
        f"not cloned: clone it; then: voice-agent data fetch cloned --data {tmp_path} --from FOLDER"
    )
    fetch_every(tmp_path, console, source=tmp_path, sets=sets)
    assert fetched == ["toy", "cloned", "toy"]


def test_the_list_says_what_is_here(tmp_path: Path) -> None:
    for path in catalogue()["banking77"].files:
        (tmp_path / "banking77").mkdir(exist_ok=True)
        (tmp_path / "banking77" / path).write_text("")
    console = Console(file=io.StringIO(), width=200)
    list_sets(tmp_path, console)
    rows = {
        line.split("│")[1].strip(): line
        for line in console.file.getvalue().splitlines()  # type: ignore[attr-defined]
        if line.startswith("│")
    }
    assert set(rows) == set(catalogue())
    assert "yes" in rows["banking77"]
    assert "CC0 1.0" in rows["snips"]
    assert "from a clone" in rows["hwu64_entities"]
