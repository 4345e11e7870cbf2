from __future__ import annotations

import pytest

from voice_agent.transport.sip.message import Headers
from voice_agent.transport.sip.session_timer import agreed, answered, too_short


def _headers(**fields: str) -> Headers:
    return Headers(tuple((name.replace("_", "-"), value) for name, value in fields.items()))


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({}, ""),
        ({"session_expires": "600"}, ""),
        ({"supported": "timer"}, "1800;refresher=uac"),
        ({"supported": "timer", "session_expires": "600;refresher=uas"}, "600;refresher=uas"),
        ({"supported": "timer", "session_expires": "99999"}, "1800;refresher=uac"),
        ({"require": "timer", "session_expires": "100", "min_se": "400"}, "400;refresher=uac"),
        ({"supported": "timer", "session_expires": "x" * 30}, "1800;refresher=uac"),
    ],
)
def test_what_is_agreed_on(fields: dict[str, str], value: str) -> None:
    timer, said = agreed(_headers(**fields), 1800, 5.0)
    assert said == value
    assert (timer is None) == (not value)


def test_who_refreshes_does_so_at_half_time() -> None:
    ours = answered(_headers(session_expires="600;refresher=uac"), 10.0)
    assert ours is not None
    assert (ours.refresh_at, ours.ends_at) == (310.0, 578.0)
    assert ours.refreshed(300.0).ends_at == 868.0
    theirs = answered(_headers(session_expires="90; Refresher = UAS"), 0.0)
    assert theirs is not None
    assert (theirs.refresh_at, theirs.ends_at) == (float("inf"), 60.0)
    assert answered(_headers(), 0.0) is None


def test_an_interval_that_is_too_short_is_refused() -> None:
    assert too_short(_headers(session_expires="30", supported="timer"))
    assert not too_short(_headers(session_expires="30"))
    assert not too_short(_headers(session_expires="90", supported="timer"))
