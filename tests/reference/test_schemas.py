"""The JSON Schemas of the files that people write."""

from __future__ import annotations

from voice_agent.reference.schemas import schemas


def test_what_a_loader_adds_is_not_in_a_schema() -> None:
    found = schemas()
    assert "file" not in found["pipeline-file"]["properties"]
    assert "folder" not in found["playbook"]["required"]


def test_every_key_is_typed() -> None:
    assert schemas()["phrases"]["additionalProperties"] == {
        "items": {"type": "string"},
        "type": "array",
    }
    assert "scenarios" in schemas()["checks"]["required"]
