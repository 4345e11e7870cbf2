from __future__ import annotations

import pytest
from sip_messages import message

from voice_agent.transport.sip.bodies import key_of, kind_of, status_of
from voice_agent.transport.sip.message import Request, read


def _request(kind: str, body: str) -> Request:
    one = read(message("INFO sip:a SIP/2.0", body=body, Content_Type=kind))
    assert isinstance(one, Request)
    return one


@pytest.mark.parametrize(
    ("kind", "body", "key"),
    [
        ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5"),
        ("Application/DTMF-Relay;x=y", "signal = #\n", "#"),
        ("application/dtmf-relay", "Signal=55", ""),
        ("application/dtmf", "*", "*"),
        ("application/dtmf", "12", ""),
        ("text/plain", "5", None),
        ("", "", ""),
    ],
)
def test_keys_in_info(kind: str, body: str, key: str | None) -> None:
    assert key_of(_request(kind, body)) == key


def test_what_came_of_a_transfer() -> None:
    assert status_of(_request("message/sipfrag", "SIP/2.0 486 Busy Here\r\n")) == 486
    assert status_of(_request("message/sipfrag", "nonsense")) == 0
    assert kind_of(_request("A/B ; c=d", "x")) == "a/b"
