from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
from loguru import logger

from voice_agent.core.errors import ConfigError
from voice_agent.core.logs import VENDOR, hide_in_logs, name_process, set_up_logging


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    handlers = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = handlers
    set_up_logging("WARNING")


def logged(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def as_pipecat(message: str, level: str) -> None:
    logger.patch(lambda record: record.update(name="pipecat.services.x")).log(level, message)


def test_a_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO")
    logger.debug("too low")
    logger.bind(call="c1").info("high enough")
    assert "too low" not in (text := logged(capsys))
    assert "c1" in text
    assert "high enough" in text


@pytest.mark.parametrize(("level", "info"), [("DEBUG", False), ("INFO", False), ("ERROR", False)])
def test_pipecat_is_heard_from_warning_on(
    capsys: pytest.CaptureFixture[str], level: str, info: bool
) -> None:
    set_up_logging(level)
    as_pipecat("a frame", "INFO")
    as_pipecat("a warning", "WARNING")
    as_pipecat("an error", "ERROR")
    text = logged(capsys)
    assert ("a frame" in text) == info
    assert ("a warning" in text) == (level != "ERROR")
    assert "an error" in text


@pytest.mark.parametrize(("level", "shown"), [("DEBUG", True), ("INFO", False)])
def test_what_a_vendor_wrote_is_for_debugging_only(
    capsys: pytest.CaptureFixture[str], level: str, shown: bool
) -> None:
    set_up_logging(level)
    with logger.contextualize(**VENDOR):
        as_pipecat("my balance is quoted", "ERROR")
    assert ("quoted" in logged(capsys)) == shown


def test_a_secret_is_never_written(capsys: pytest.CaptureFixture[str]) -> None:
    hide_in_logs("key-of-the-test-0123")
    hide_in_logs("short")
    set_up_logging("INFO")
    logger.info("refused: key-of-the-test-0123, a short one")
    assert "refused: ***, a short one" in logged(capsys)


def test_a_process_has_a_name_where_there_is_no_call(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO")
    name_process("worker 1")
    logger.info("of the process")
    logger.bind(call="c1").info("of a call")
    of_process, of_call = logged(capsys).splitlines()
    assert "worker 1" in of_process
    assert "worker 1" not in of_call


def test_a_plain_line_begins_with_the_date_and_the_time_with_its_zone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("INFO")
    logger.info("hello")
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d INFO ", logged(capsys))


def test_every_line_is_an_object_in_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # As with log_config=None; another test may have let uvicorn set up its own.
    for name in ("uvicorn", "uvicorn.error"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    hide_in_logs("key-of-the-test-4567")
    set_up_logging("INFO", "json")
    logger.debug("too low")
    logger.bind(call="c1").info("refused: key-of-the-test-4567")
    logging.getLogger("uvicorn.error").error("a request failed: %s", 500)
    logging.getLogger("some.vendor").error("my balance is quoted")
    as_pipecat("a frame", "INFO")
    found = [json.loads(line) for line in logged(capsys).splitlines()]
    assert [(one["level"], one["message"], one["call"]) for one in found] == [
        ("INFO", "refused: ***", "c1"),
        ("ERROR", "a request failed: 500", ""),
    ]


@pytest.mark.parametrize("options", [("LOUD", "plain"), ("INFO", "xml")])
def test_what_there_is_not_is_one_clear_error(options: tuple[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"--log-.*(LOUD|xml).*known: .*(INFO|json)"):
        set_up_logging(*options)
