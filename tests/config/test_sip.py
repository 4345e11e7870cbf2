from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from voice_agent.config.sip import SipConfig

ENV = {"env": "SIP_PASSWORD"}


def test_by_default_only_this_machine_calls() -> None:
    config = SipConfig()
    assert (config.host, config.allow, config.users) == ("127.0.0.1", ("127.0.0.0/8", "::1"), {})


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"rtp_ports": [5000, 5001]}, "rtp_ports"),
        ({"need": "both"}, "needs users"),
        ({"users": {"bob": "secret"}}, "not written into this file"),
        ({"allow": ["pbx"]}, "no address or network"),
        ({"codecs": []}, "codecs"),
        ({"registrations": [{"registrar": "pbx", "user": "a", "password": ENV}]}, "registrar"),
        ({"realm": 'a"b'}, "realm"),
        ({"timer_s": 30}, "timer_s"),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        SipConfig.model_validate(given)
