"""How figures are printed and drawn."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.core.resources import models_folder, pipelines_folder
from voice_agent.training.measure.evaluate import FIGURE_NAMES, show
from voice_agent.training.measure.report import evaluate


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


def test_figures_that_cannot_be_written_are_told_before_anything_is_measured(
    tmp_path: Path,
) -> None:
    bank, no_model = pipelines_folder() / "bank", tmp_path
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="figures cannot be written"):
        evaluate(bank, no_model, json_out=tmp_path / "file" / "figures.json")
    with pytest.raises(ConfigError, match="is a folder"):
        evaluate(bank, no_model, json_out=tmp_path)
    with pytest.raises(ModelError):
        evaluate(bank, no_model, json_out=tmp_path / "new" / "figures.json")
    assert (tmp_path / "new").is_dir()


@pytest.mark.real
def test_plots_of_the_heldout_turns(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="needs the 'bench' extra")
    bank, model = pipelines_folder() / "bank", models_folder() / "bank"
    quiet = Console(quiet=True)

    evaluate(bank, model, plots=tmp_path / "plots", console=quiet)

    kinds = ("confused", "reliability", "coverage")
    drawn = {path.name: path.read_bytes() for path in (tmp_path / "plots").iterdir()}
    assert {f"held-out-turns-{kind}.png" for kind in kinds} <= drawn.keys()
    assert all(picture.startswith(b"\x89PNG") for picture in drawn.values())
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="plots cannot be written"):
        evaluate(bank, model, plots=tmp_path / "file", console=quiet)
