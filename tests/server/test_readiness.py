from __future__ import annotations

from voice_agent.server.readiness import together


def test_a_server_takes_calls_if_one_of_its_workers_does() -> None:
    one = {"ready": False, "loaded": ["vad"], "prepared": False, "calls": 0, "error": "no model"}
    other = {"ready": True, "loaded": ["vad", "stt"], "prepared": True, "calls": 3}
    assert together([one, other]) == {
        "ready": True,
        "loaded": ["vad"],
        "prepared": False,
        "calls": 3,
        "workers": 1,
        "error": "no model",
    }
