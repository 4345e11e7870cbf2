"""Make the folder of a project: of a few answers, or as a copy of what ships."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from voice_agent.config.load import AGENT_FILE
from voice_agent.config.models import ModelStore
from voice_agent.config.models.project import MODELS
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.core.resources import data_folder, pipelines_folder
from voice_agent.playbook.load import read_yaml
from voice_agent.project.answers import Answers
from voice_agent.project.wording import TEMPLATE, WORDING_FILE

_RENAMED = {"env.example": ".env.example", "gitignore": ".gitignore"}
_BOOKING = '  - "$booking"\n'
"""The item of a template's phrases that stands for those of a task which takes a day."""
SCHEMAS = ".schemas"
_EXAMPLES = ("flowers", "barista_es")
"""What ships without a trained model, in ``examples``."""
SHIPPED = ("bank", "barista", *_EXAMPLES)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a project's folder.

    Attributes:
        texts: Path in the folder -> its content.
        copies: Path in the folder -> file that is copied there.
    """

    texts: Mapping[str, str]
    copies: Mapping[str, Path]

    @property
    def paths(self) -> list[str]:
        """Every path, in order."""
        return sorted([*self.texts, *self.copies])


def new_project(answers: Answers) -> Files:
    """Return the files of a project that begins with one task."""
    return Files(_filled(answers), {})


def copied_project(source: str, folder: Path) -> Files:
    """Return the files of a copy of a shipped pipeline, with its trained model if there is one.

    Raises:
        ConfigError: Nothing of this name ships.
    """
    if source not in SHIPPED:
        raise ConfigError(
            f"--from {source}: nothing of this name ships; shipped: {', '.join(SHIPPED)}"
        )
    home = data_folder("examples") / source if source in _EXAMPLES else pipelines_folder()
    pipeline = (home / f"{source}.yaml").read_text(encoding="utf-8")
    # The playbook lies beside the pipeline file now, and so does its model.
    pipeline = re.sub(r"^playbook: .*$", "playbook: .", pipeline, flags=re.MULTILINE)
    pipeline = pipeline.replace("{engine: onnx, args: {folder: model},", "{engine: onnx,")
    book = home / source
    copies = {path.relative_to(book).as_posix(): path for path in _files(book)}
    copies |= _model_of(source, folder.resolve().name)
    playbook = read_yaml(book / "playbook.yaml")
    filled = _filled(Answers(name=playbook["name"], language=playbook.get("language", "en")))
    texts = {name: filled[name] for name in ("README.md", *_RENAMED.values())}
    texts[AGENT_FILE] = _named(pipeline, "pipeline-file", SCHEMAS)
    for name, schema in _SCHEMA_OF.items():
        if name in copies:
            up = "../" * name.count("/")
            content = copies.pop(name).read_text(encoding="utf-8")
            texts[name] = _named(content, schema, f"{up}{SCHEMAS}")
    return Files(texts, copies)


def write_project(
    files: Files, folder: Path, schemas: Mapping[str, Any], *, overwrite: bool = False
) -> None:
    """Write the files, and the schemas that they name.

    Raises:
        ConfigError: A file is there already, and ``overwrite`` is not given; nothing is written.
    """
    there = present(files, folder)
    if there and not overwrite:
        more = f" (and {len(there) - 1} more)" if len(there) > 1 else ""
        raise ConfigError(
            f"{folder / there[0]}: is there already{more}; choose another folder, or --overwrite"
        )
    try:
        for name, text in files.texts.items():
            _ready(folder / name).write_text(text, encoding="utf-8")
        for name, path in files.copies.items():
            shutil.copyfile(path, _ready(folder / name))
        for name, schema in schemas.items():
            text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
            _ready(folder / SCHEMAS / f"{name}.schema.json").write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written: {error.strerror}") from None


def present(files: Files, folder: Path) -> list[str]:
    """Return the files that the folder has already."""
    return [name for name in files.paths if (folder / name).exists()]


_SCHEMA_OF = {
    "playbook.yaml": "playbook",
    "phrases.yaml": "phrases",
    "checks.yaml": "checks",
    "knowledge/asked.yaml": "asked",
    "heldout.yaml": "turns",
    "datasets.yaml": "datasets",
}


def _named(text: str, schema: str, folder: str) -> str:
    return f"# yaml-language-server: $schema={folder}/{schema}.schema.json\n{text}"


def _filled(answers: Answers) -> dict[str, str]:
    """Return the template of a language with its gaps filled: path in the project -> content."""
    home = TEMPLATE / answers.language
    found = {path.relative_to(home).as_posix(): path for path in _files(home)}
    del found[WORDING_FILE]
    # Beside the folders of the languages is what has no language.
    found |= {path.name: path for path in TEMPLATE.iterdir() if path.is_file()}
    return {_RENAMED.get(name, name): _fill(path, answers) for name, path in found.items()}


def _fill(path: Path, answers: Answers) -> str:
    text = path.read_text(encoding="utf-8")
    text = text.replace(_BOOKING, "".join(f'  - "{line}"\n' for line in answers.booking))
    return Template(text).safe_substitute(answers.fields())


def _files(folder: Path) -> Iterable[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def _model_of(source: str, name: str) -> dict[str, Path]:
    try:
        model = ModelStore.open().path(f"slm-{source}")
    except ModelError:
        return {}
    return {f"{MODELS}/{name}/{path.name}": path for path in _files(model)}


def _ready(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
