"""JSON Schemas of every file that people write, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from voice_agent.config.schema import PipelineConfig
from voice_agent.knowledge.sections import AskedFile
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import TurnsFile
from voice_agent.scenarios.schema import Checks
from voice_agent.training.data.mapping import Mapping as DatasetsFile


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of file: ``phrases`` of ``phrases.yaml`` and so on."""
    return {
        "pipeline-file": _without_file(PipelineConfig.model_json_schema()),
        "playbook": _without_file(Playbook.model_json_schema()),
        "phrases": TypeAdapter(dict[str, list[str]]).json_schema(),
        "checks": Checks.model_json_schema(),
        "asked": AskedFile.model_json_schema(),
        "turns": TurnsFile.model_json_schema(),
        "datasets": DatasetsFile.model_json_schema(),
    }


def _without_file(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a loader adds and no file contains."""
    properties = {
        key: value
        for key, value in schema.get("properties", {}).items()
        if key not in ("file", "folder", "actions_file")
    }
    required = [key for key in schema.get("required", ()) if key in properties]
    return {**schema, "properties": properties, "required": required}
