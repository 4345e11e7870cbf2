"""A short name of the files that an agent is made of: the same files, the same name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from voice_agent.config.models.store import ModelStore
from voice_agent.config.schema import PipelineConfig
from voice_agent.config.slm_folder import find_slm
from voice_agent.core.errors import VoiceAgentError

_LENGTH = 10
_KINDS = (".yaml", ".yml", ".md", ".py", ".json", ".txt", ".csv", ".onnx")
"""Call records and recordings may be in the same folder, and change with every call."""
_CHUNK = 1 << 20


def version_of(config: PipelineConfig) -> str:
    """Return the version: pipeline file, playbook, actions and language model."""
    return digest(files_of(config))


def files_of(config: PipelineConfig) -> Iterator[Path]:
    """Iterate over the files that an agent is made of, besides the models that are locked."""
    yield config.file
    yield from _inside(config.playbook_folder)
    if config.actions_file is not None:
        yield config.actions_file
    args = config.stages["slm"].args
    with suppress(VoiceAgentError):
        folder = find_slm(
            config.file.parent,
            config.playbook_folder.name,
            ModelStore.open(verify=False),
            model=str(args.get("model", "")),
            folder=str(args.get("folder", "")),
        )
        yield from _inside(folder)


def digest(files: Iterable[Path]) -> str:
    """Return a name of the files' names and contents. A file that is gone counts as empty."""
    whole = hashlib.sha256()
    for path in sorted(set(files)):
        whole.update(f"{path.name}\0".encode())
        with suppress(OSError), path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                whole.update(chunk)
        whole.update(b"\0")
    return whole.hexdigest()[:_LENGTH]


def _inside(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in _KINDS and path.is_file())
