"""Lines and columns of keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.project.places import Places

TEXT = "# head\nsays:\n  greeting: Hi\nintents:\n  a:\n    lines: [x, yy, z]\n1: one\n"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("says",), (2, 1)),
        (("says", "greeting"), (3, 3)),
        (("intents", "a", "lines", 1), (6, 16)),
        (("intents", "a", "lines", "2"), (6, 20)),
        (("intents", "a", "lines", 9), (6, 5)),
        (("intents", "b"), (4, 1)),
        ((1,), (7, 1)),
        (("nothing",), (1, 1)),
        ((), (1, 1)),
    ],
)
def test_as_far_as_the_path_leads(
    tmp_path: Path, path: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(TEXT)
    assert Places(file).at(path) == place


@pytest.mark.parametrize("content", [None, "a: [", ""])
def test_a_file_without_nodes_has_its_beginning(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "a.yaml"
    if content is not None:
        file.write_text(content)
    assert Places(file).at(("a",)) == (1, 1)
