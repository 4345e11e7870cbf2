"""Turns that all playbooks of a language share: one YAML file for each kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from voice_agent.playbook.load import read_yaml
from voice_agent.training.data.values import DATA

HOME = "en"
"""The language whose turns are in ``DATA`` itself."""


def shared_path(name: str, language: str) -> Path | None:
    """Return the file with a language's turns of one kind, or None if it has none.

    A language without a folder of its own learns from the English turns: their labels are better
    than none. One with a folder has what is in it.

    Args:
        name: Kind of the turns: ``acts``, ``escalation``, ``out_of_scope``, ...
        language: ISO 639-1 code.
    """
    own = DATA / language
    path = (own if language != HOME and own.is_dir() else DATA) / f"{name}.yaml"
    return path if path.is_file() else None


def shared_turns(name: str, language: str) -> dict[str, Any]:
    """Return a language's turns of one kind, by class.

    Raises:
        ConfigError: The file is wrong.
    """
    path = shared_path(name, language)
    return {} if path is None else read_yaml(path)
