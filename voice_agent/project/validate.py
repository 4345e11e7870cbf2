"""Everything that is wrong in a project's files, each with file, line and column."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from voice_agent.config.load import find_pipeline, load_pipeline
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError
from voice_agent.knowledge.sections import ASKED_FILE, SectionError, load_folder
from voice_agent.playbook.load import load_playbook, problems_of, read_yaml
from voice_agent.playbook.schema import Playbook
from voice_agent.project.findings import findings
from voice_agent.project.hearing import sentences
from voice_agent.project.knowledge import section_findings
from voice_agent.project.places import Places
from voice_agent.scenarios.schema import CHECKS_FILE, Checks

PLAYBOOK_FILE, PHRASES_FILE = "playbook.yaml", "phrases.yaml"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault.

    Attributes:
        file: The file.
        line: Line, from 1.
        column: Column, from 1.
        what: What is wrong.
    """

    file: Path
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        shown = Path(os.path.relpath(self.file))
        file = self.file if ".." in shown.parts else shown
        return f"{file}:{self.line}:{self.column}: {self.what}"


def validate_project(pipeline: str) -> list[Finding]:
    """Return the faults of a pipeline file and its playbook, in the order of the files.

    Raises:
        ConfigError: There is no such pipeline.
    """
    file = find_pipeline(pipeline)
    faults = list(_keys(PipelineConfig, file, {"file": file}))
    if faults:
        return faults
    try:
        config = load_pipeline(str(file))
    except ConfigError as error:
        return [_of_error(error, file)]
    return validate_playbook(config)


def validate_playbook(config: PipelineConfig) -> list[Finding]:
    """Return the faults of a pipeline's playbook, in the order of the files."""
    return sorted(_playbook(config))


def _playbook(config: PipelineConfig) -> Iterator[Finding]:
    home = config.playbook_folder
    main, phrases = home / PLAYBOOK_FILE, home / PHRASES_FILE
    asked = home / "knowledge" / ASKED_FILE
    try:
        also = {"phrases": read_yaml(phrases)} if phrases.exists() else {}
    except ConfigError as error:
        yield _of_error(error, phrases)
        return
    faults = list(_keys(Playbook, main, {**also, "folder": home}, {"phrases": phrases}))
    yield from faults
    checks = home / CHECKS_FILE
    if checks.is_file():
        yield from _keys(Checks, checks, {})
    try:
        folder = load_folder(home / "knowledge")
    except SectionError as error:
        yield Finding(asked, *Places(asked).at(("asked", *error.keys)), error.what)
        return
    except ConfigError as error:
        yield _of_error(error, asked)
        return
    if faults:
        return
    try:
        playbook = load_playbook(home, actions=config.actions_file)
    except ConfigError as error:
        yield _of_error(error, main)
        return
    places = {"playbook": Places(main), "phrases": Places(phrases)}
    llm = "llm" in config.stages
    for found in (
        *findings(playbook, sections=len(folder.sections), llm=llm),
        *sentences(playbook),
    ):
        place = places[found.file]
        yield Finding(place.file, *place.at(found.path), found.what)
    for one in section_findings(playbook.knowledge, folder, playbook.lang):
        yield Finding(one.file, one.line, 1, one.what)


def _keys(
    model: type[BaseModel],
    file: Path,
    also: Mapping[str, Any],
    elsewhere: Mapping[str, Path] | None = None,
) -> Iterator[Finding]:
    """Yield every key that the model does not accept.

    Args:
        model: What the file must be.
        file: The file.
        also: Fields that come from elsewhere.
        elsewhere: Field -> the file that it comes from.
    """
    try:
        data = read_yaml(file)
    except ConfigError as error:
        yield _of_error(error, file)
        return
    try:
        model.model_validate({**data, **also})
    except ValidationError as error:
        for path, what in problems_of(error, model):
            source = (elsewhere or {}).get(str(path[0])) if path else None
            where = Places(source or file)
            # The place shows where the key is, its name what is wrong with it.
            named = what.replace("unknown key", f"unknown key '{path[-1]}'", 1) if path else what
            yield Finding(where.file, *where.at(path[1:] if source else path), named)


def _of_error(error: ConfigError, file: Path) -> Finding:
    """Make a finding of an error that names a file, and perhaps a line or keys."""
    text = str(error)
    for name in (file, *sorted(file.parent.glob("*.yaml"))):
        if text.startswith(f"{name}: "):
            file, text = name, text.removeprefix(f"{name}: ")
            break
    line = text.removeprefix("line ").partition(":")[0]
    if text.startswith("line ") and line.isdigit():
        return Finding(file, int(line), 1, text.partition(": ")[2])
    return Finding(file, *Places(file).at(text.partition(": ")[0].split(".")), text)
