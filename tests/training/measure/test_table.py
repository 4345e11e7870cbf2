"""How figures are printed and drawn."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from voice_agent.training.measure.results import FIGURE_NAMES
from voice_agent.training.measure.table import show


@pytest.mark.parametrize("width", [80, 300])
def test_every_figure_is_readable_in_any_window(width: int) -> None:
    values = {key: 0.101 + number / 100 for number, key in enumerate(FIGURE_NAMES)}
    page = StringIO()
    show({"held-out turns": {**values, "rows": 73}, "nothing": {"rows": 5}}, "bank",
         Console(file=page, width=width))  # fmt: skip

    printed = page.getvalue()
    assert "held-out turns" in printed
    for number in range(1, len(FIGURE_NAMES) - 2):
        assert f"{10.1 + number:.1f}" in printed
    assert max(len(line) for line in printed.splitlines()) <= width
