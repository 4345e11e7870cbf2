"""The playbook's files: shown, checked, and saved only if the playbook still loads."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_agent.config.schema import PipelineConfig
from voice_agent.console.drafts import BookFile, Fault, Question, Saved
from voice_agent.core.errors import ConfigError
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import Playbook
from voice_agent.project.validate import Finding, validate_playbook

MOST_FILES = 200
MOST_FAULTS = 100
MOST_CHARACTERS = 500_000
MOST_QUESTIONS = 100
_PATTERNS = ("*.yaml", "knowledge/*.md", "knowledge/*.yaml")


def files_of(config: PipelineConfig) -> dict[str, Path]:
    """Return the files that people write, by their path in the playbook's folder."""
    home = config.playbook_folder
    found = sorted(file for pattern in _PATTERNS for file in home.glob(pattern) if file.is_file())
    return {file.relative_to(home).as_posix(): file for file in found[:MOST_FILES]}


def why_not_editable(config: PipelineConfig, *, edit: bool) -> str:
    """Return why nothing can be saved; empty if it can."""
    if not edit:
        return "the server was started without --edit"
    home = config.playbook_folder
    if not os.access(home, os.W_OK):
        return "the playbook's folder cannot be written; copy it with voice-agent init --from NAME"
    return ""


def read_file(config: PipelineConfig, name: str) -> BookFile | None:
    """Return a file of the playbook; ``None`` if there is none of this name."""
    file = files_of(config).get(name)
    if file is None:
        return None
    text = file.read_text(encoding="utf-8", errors="replace")[:MOST_CHARACTERS]
    return BookFile(name=name, text=text, version=version_of(text))


def version_of(text: str) -> str:
    """Return what tells one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def save_file(config: PipelineConfig, name: str, text: str, write: bool) -> Saved | None:
    """Check the playbook with a new text of one of its files, and write the file if it loads.

    Args:
        config: The pipeline file.
        name: The file.
        text: What is to be in it.
        write: Whether to write; else it is only checked.

    Returns:
        What became of it; ``None`` if there is no file of this name.
    """
    file = files_of(config).get(name)
    if file is None:
        return None
    with _with_text(config, name, text) as trial:
        found = validate_playbook(trial)
        loads = _loads(trial)
        faults = tuple(_fault(one, trial.playbook_folder) for one in found[:MOST_FAULTS])
    if not loads:
        faults = faults or (Fault(file=name, line=1, column=1, what="the playbook does not load"),)
    saved = loads and write
    if saved:
        _write(file, text)
    now = text if saved else file.read_text(encoding="utf-8", errors="replace")
    return Saved(saved=saved, version=version_of(now), faults=faults)


def questions(playbook: Playbook) -> tuple[Question, ...]:
    """Return what the agent asks for the details of its tasks."""
    found = [
        Question(label=f"{intent}: {detail}", text=asked.ask)
        for intent, spec in playbook.intents.items()
        for detail, asked in spec.details.items()
        if asked.ask
    ]
    return tuple(found[:MOST_QUESTIONS])


@contextmanager
def _with_text(config: PipelineConfig, name: str, text: str) -> Iterator[PipelineConfig]:
    """Yield the pipeline with a playbook's folder that differs from its own in one file."""
    home = config.playbook_folder
    with tempfile.TemporaryDirectory(prefix="playbook-") as folder:
        # The same name: the language model of a playbook is found by it.
        trial = Path(folder) / home.name
        _link(home, trial, Path(name).parts, text)
        yield config.model_copy(update={"playbook": str(trial)})


def _link(source: Path, target: Path, changed: tuple[str, ...], text: str) -> None:
    """Fill a folder with links to all of another one but the file that changed."""
    target.mkdir()
    for entry in source.iterdir():
        if entry.name != changed[0]:
            (target / entry.name).symlink_to(entry)
    if len(changed) > 1:
        _link(source / changed[0], target / changed[0], changed[1:], text)
    else:
        (target / changed[0]).write_text(text, encoding="utf-8")


def _loads(config: PipelineConfig) -> bool:
    try:
        load_playbook(config.playbook_folder, actions=config.actions_file)
    except ConfigError:
        return False
    return True


def _fault(found: Finding, home: Path) -> Fault:
    name = found.file.name
    if found.file.is_relative_to(home):
        name = found.file.relative_to(home).as_posix()
    what = found.what.replace(f"{home}/", "")
    return Fault(file=name, line=found.line, column=found.column, what=what)


def _write(file: Path, text: str) -> None:
    """Replace a file as a whole, with its rights, so that no reader sees half of it."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        Path(name).chmod(file.stat().st_mode & 0o777)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
