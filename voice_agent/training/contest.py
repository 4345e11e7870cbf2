"""A model that was trained in full must beat the fast one before it is used."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from rich.console import Console

from voice_agent.playbook.load import load_playbook
from voice_agent.slm.labels import Labels
from voice_agent.slm.model import LABELS_FILE, SlmEngine
from voice_agent.training.fast import train_fast
from voice_agent.training.fit.task import playbook_task
from voice_agent.training.measure.tenth import tenth_right
from voice_agent.training.stamp import stamp


def beats_fast(playbook_folder: Path, trained: Path, present: Path, console: Console) -> bool:
    """Measure both on the held-out tenth and say which one is used.

    Args:
        playbook_folder: Folder of the playbook.
        trained: The model that was trained in full.
        present: The model in use; if it is a fast one of the same phrases, it need not be made.
        console: Where to report.
    """
    playbook = load_playbook(playbook_folder)
    task = playbook_task(playbook, None)
    with tempfile.TemporaryDirectory() as folder:
        fast = present if is_fast(present, stamp(playbook)) else Path(folder)
        if fast != present:
            train_fast(playbook_folder, fast, console=Console(file=StringIO()))
        slow_right, count = tenth_right(SlmEngine.load(trained, playbook), task)
        fast_right, _ = tenth_right(SlmEngine.load(fast, playbook), task)
    won = slow_right > fast_right
    console.print(
        f"held-out tenth, {count} phrases: trained {slow_right:.1%}, fast {fast_right:.1%}; "
        f"the {'trained' if won else 'fast'} one is used"
    )
    return won


def is_fast(folder: Path, made_of: str) -> bool:
    """Return whether a folder has a fast model of these phrases."""
    if not (folder / LABELS_FILE).is_file():
        return False
    labels = Labels.read(folder / LABELS_FILE)
    return labels.kind == "fast" and labels.made_with.get("made_of") == made_of


@contextmanager
def set_aside(folder: Path, console: Console) -> Iterator[None]:
    """Keep a model that was trained in full while a fast one takes its place.

    Args:
        folder: Folder from which a model is served. If the fast one cannot be made, it is as
            before.
        console: Where to report.
    """
    if not (folder / LABELS_FILE).is_file() or Labels.read(folder / LABELS_FILE).kind == "fast":
        yield
        return
    aside = trained_beside(folder)
    put_in_place(folder, aside)
    try:
        yield
    except BaseException:
        put_in_place(aside, folder)
        raise
    console.print(f"[yellow]the model that was trained in full is kept in {aside}[/]")


def trained_beside(folder: Path) -> Path:
    """Return the folder of a model that was trained in full and is not used."""
    return folder.with_name(f"{folder.name}-trained")


def put_in_place(trained: Path, folder: Path) -> None:
    """Move a trained model to another folder, whose model is lost."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(trained, folder)
