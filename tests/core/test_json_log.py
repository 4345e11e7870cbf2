from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from loguru import logger

from voice_agent.core.json_log import json_line


@pytest.fixture
def lines() -> Iterator[list[str]]:
    found: list[str] = []
    sink = logger.add(lambda message: found.append(json_line(message.record)))
    yield found
    logger.remove(sink)


def read(line: str) -> dict[str, Any]:
    assert "\n" not in line
    fields: dict[str, Any] = json.loads(line)
    return fields


def test_a_line_has_time_with_zone_level_message_and_call(lines: list[str]) -> None:
    logger.bind(call="c1").warning("two lines\n and {}", "Straße")
    fields = read(lines[0])
    assert datetime.fromisoformat(fields.pop("time")).tzinfo is not None
    assert fields == {"level": "WARNING", "message": "two lines\n and Straße", "call": "c1"}
    assert "Straße" in lines[0]


def test_a_line_outside_of_calls_has_an_empty_call(lines: list[str]) -> None:
    logger.bind(call="").info("ready")
    assert read(lines[0])["call"] == ""


def test_of_an_exception_the_type_and_the_place_but_not_its_text(lines: list[str]) -> None:
    try:
        int("my card is 4412")
    except ValueError:
        logger.exception("the answer failed")
    fields = read(lines[0])
    assert fields["error"] == "ValueError"
    assert "test_json_log.py" in fields["raised_at"][0]
    assert "4412" not in lines[0]
