"""``voice-agent models promote`` and ``rollback``: which language model a pipeline runs.

A promoted model is copied beside the lock file, under a name made from its content; then the lock
file is replaced in one step. A kill before that step leaves the old model in place, and nothing
ever overwrites the old model.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ModelStore
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.improve.compare import run_compare
from voice_agent.improve.model_folders import locked_name
from voice_agent.playbook.load import load_playbook
from voice_agent.slm.model import GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE, SlmEngine

_NEEDED = (GRAPH_FILE, LABELS_FILE, TOKENIZER_FILE)
_WANTED = ("CARD.md", "figures.json")


def run_promote(
    new: Path,
    pipeline: str,
    files: Sequence[Path] = (),
    *,
    force: bool = False,
    lock: Path | None = None,
    console: Console | None = None,
) -> bool:
    """Make a model the pipeline's, unless it is worse.

    Args:
        new: Folder of the new model.
        pipeline: Name or file of the pipeline.
        files: Turns to compare on; the playbook's held-out turns when empty.
        force: Promote without comparing; the model must still load and fit the playbook.
        lock: Lock file; by default the shipped one.
        console: Where to print.

    Returns:
        Whether the pipeline runs the model now.

    Raises:
        ConfigError: A file is wrong, or the folder of the lock file cannot be written.
        ModelError: A model is missing, damaged, or does not fit the playbook.
    """
    console = console or Console(highlight=False)
    config = load_pipeline(pipeline)
    name = locked_name(config)
    store = ModelStore.open(lock)
    store.check_replaceable(name)
    if not new.is_dir():
        raise ConfigError(f"{new}: no such folder of a model")
    home = store.folder
    try:
        with tempfile.TemporaryDirectory(dir=home, prefix=".promoting-") as holding:
            # The copy is compared, so nobody can change it in between.
            staged = _copy(new, Path(holding) / "model")
            target = home / f"{name.removeprefix('slm-')}-{_content(staged)[:12]}"
            if store.model(name).sources[0].folder == target.name:
                console.print(f"{new} is what '{name}' runs already")
                return True
            if force:
                SlmEngine.load(staged, load_playbook(config.playbook_folder))
            elif not _good_enough(store, name, staged, config, files, new, console):
                return False
            if target.exists() and _content(target) != _content(staged):
                # A copy of an earlier promotion that has been damaged since.
                shutil.rmtree(target)
            if not target.exists():
                staged.replace(target)
            store.promote(name, target)
    except OSError as error:
        raise ConfigError(f"{home}: cannot be written: {error.strerror}") from None
    console.print(
        f"'{name}' is now {target.name}; a server runs it once it is started again. "
        f"Back: voice-agent models rollback --pipeline {pipeline}"
    )
    return True


def run_rollback(
    pipeline: str, *, lock: Path | None = None, console: Console | None = None
) -> None:
    """Return to the model that the last promotion replaced. A second call undoes the first.

    Raises:
        ConfigError: The pipeline or the lock file is wrong, or cannot be written.
        ModelError: There is no previous model, or it is not the one that was locked.
    """
    console = console or Console(highlight=False)
    name = locked_name(load_pipeline(pipeline))
    store = ModelStore.open(lock)
    store.rollback(name)
    console.print(
        f"'{name}' is {store.model(name).sources[0].folder or 'the previous model'} again; "
        "a server runs it once it is started again"
    )


def _good_enough(
    store: ModelStore,
    name: str,
    staged: Path,
    config: PipelineConfig,
    files: Sequence[Path],
    new: Path,
    console: Console,
) -> bool:
    titles = (f"'{name}' as it is locked", str(new))
    verdict = run_compare(
        store.path(name), staged, str(config.file), files, titles=titles, console=console
    ).verdict
    if verdict in ("better", "no difference shown"):
        return True
    console.print(f"not promoted: {verdict}; --force does it without asking")
    return False


def _copy(source: Path, target: Path) -> Path:
    missing = [file for file in _NEEDED if not (source / file).is_file()]
    if missing:
        raise ModelError(f"{source}: not a language model: no {', '.join(missing)}", stage="slm")
    target.mkdir()
    for file in (*_NEEDED, *_WANTED):
        if (source / file).is_file():
            shutil.copyfile(source / file, target / file)
    return target


def _content(folder: Path) -> str:
    whole = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        whole.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()
