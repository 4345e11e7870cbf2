"""A pipeline file with one key changed."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from voice_agent.config.load import find_pipeline
from voice_agent.playbook.load import read_yaml

Change = tuple[str, Any]
"""A dotted key and its new value."""


def changed(content: Mapping[str, Any], change: Change | None) -> dict[str, Any]:
    """Return a pipeline file's content with one key set; another engine has no old args."""
    new: dict[str, Any] = copy.deepcopy(dict(content))
    if change is None:
        return new
    *parents, last = change[0].split(".")
    place = new
    for key in parents:
        place = place.setdefault(key, {})
    place[last] = change[1]
    if last == "engine":
        place.pop("args", None)
    return new


def movable(source: Path) -> dict[str, Any]:
    """Read a pipeline file, its paths made absolute: it may be written to another folder."""
    content = dict(read_yaml(source))
    content["playbook"] = str((source.parent / content["playbook"]).resolve())
    if content.get("actions"):
        content["actions"] = str((source.parent / content["actions"]).resolve())
    own = content.get("stages", {}).get("slm", {}).get("args", {})
    if own.get("folder"):
        own["folder"] = str((source.parent / own["folder"]).resolve())
    return content


def write_variant(pipeline: str, change: Change | None, folder: Path) -> Path:
    """Write the changed pipeline file; paths in it are made absolute first."""
    source = find_pipeline(pipeline)
    file = folder / source.name
    file.write_text(yaml.safe_dump(changed(movable(source), change)), encoding="utf-8")
    return file
