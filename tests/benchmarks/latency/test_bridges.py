from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.latency.bridges import apart, rows, too_far
from benchmarks.latency.listeners import url_of, with_listeners
from voice_agent.config.load import load_pipeline


def figures(p50: float | None, p95: float | None) -> dict[str, Any]:
    v2v = {} if p50 is None else {"p50": p50, "p95": p95}
    return {
        "played": 8, "v2v_ms": v2v, "unanswered": {"a": ""}, "early": {},
        "meaning": {"n": 8, "right": 7},
    }  # fmt: skip


FOUND = {"raw": figures(200, 400), "sip": figures(221.5, 431), "vonage": figures(180, 400)}


def test_lines_are_compared_with_the_first() -> None:
    assert apart(FOUND, "sip", "p50") == 21.5
    assert apart(FOUND, "vonage", "p50") == -20
    assert rows(FOUND)[1] == ["sip", 8, 221.5, 431, 21.5, 31, 1, 0, "7/8"]


def test_who_waits_too_long_is_named() -> None:
    assert too_far(FOUND, 30) == {"sip": "p95 is 31 ms later"}
    assert too_far(FOUND, 31) == {}
    silent = {"raw": figures(200, 400), "telnyx": figures(None, None)}
    assert too_far(silent, 30) == {"telnyx": "p50 is unknown, p95 is unknown"}


def test_lines_that_are_no_websockets_have_ports_of_their_own(tmp_path: Path) -> None:
    file = with_listeners("bank", 9001, 5099, tmp_path)
    config = load_pipeline(str(file))
    assert config.audiosocket is not None
    assert config.sip is not None
    assert (config.audiosocket.port, config.sip.port) == (9001, 5099)
    assert url_of("sip", 9001, 5099) == "sip://127.0.0.1:5099"
    assert url_of("audiosocket", 9001, 5099) == "tcp://127.0.0.1:9001"
    assert url_of("twilio", 9001, 5099) == ""
