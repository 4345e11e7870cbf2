from __future__ import annotations

import aiohttp
import pytest
from exchange import MakeExchange

from voice_agent.core.errors import ProtocolError
from voice_agent.phone import wait
from voice_agent.phone.line import Line
from voice_agent.phone.twilio import TwilioPhone
from voice_agent.server.webhook import fields_of, stream_url

pytestmark = pytest.mark.virtual_time


@pytest.mark.parametrize(
    ("public", "headers", "url"),
    [
        ("https://voice.example.com", {}, "wss://voice.example.com/twilio"),
        ("https://example.com/agent/", {"host": "x"}, "wss://example.com/agent/twilio"),
        ("http://127.0.0.1:8765", {}, "ws://127.0.0.1:8765/twilio"),
        ("", {"host": "voice.example.com"}, "wss://voice.example.com/twilio"),
        ("", {"host": "127.0.0.1:8765"}, "ws://127.0.0.1:8765/twilio"),
        ("", {"host": "127.0.0.1:1", "x-forwarded-host": "a.b"}, "wss://a.b/twilio"),
        ("", {"host": "localhost", "x-forwarded-proto": "https"}, "wss://localhost/twilio"),
        ("", {"host": "[::1]:8765"}, "ws://[::1]:8765/twilio"),
    ],
)
def test_the_carrier_is_told_where_to_connect(
    public: str, headers: dict[str, str], url: str
) -> None:
    assert stream_url(public, "http", headers, "/twilio") == url


@pytest.mark.parametrize("host", ["", 'a"b', "a/b", "a b", "a\r\nb", "x" * 300])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(ProtocolError, match="public_url"):
        stream_url("", "http", {"host": host}, "/twilio")


def test_forms_and_objects_are_read() -> None:
    assert fields_of(b"From=%2B1555&To=2") == {"From": "+1555", "To": "2"}
    assert fields_of(b'{"from": "1", "n": 2, "x": {}}') == {"from": "1", "n": "2", "x": ""}
    assert fields_of(b"") == {}
    assert fields_of(b"{no json") == {}
    assert fields_of(b'{"x":' + b"[" * 50_000) == {}
    assert fields_of(b"\xff\xfe") == {}


async def test_a_call_is_answered_with_the_stream_and_its_parameters(
    exchange: MakeExchange,
) -> None:
    async with exchange() as line, aiohttp.ClientSession() as http:
        url = line.url.replace("ws://", "http://")
        form = {"From": "+15550100", "CallSid": "CA1"}
        async with http.post(f"{url}/twilio/voice?plan=gold", data=form) as answer:
            assert (answer.status, answer.content_type) == (200, "application/xml")
            body = await answer.text()
        assert f'<Stream url="{line.url}/twilio">' in body
        assert 'name="plan" value="gold"' in body
        assert 'name="from_number" value="+15550100"' in body
        async with http.post(f"{url}/twilio/voice", data=b"x" * 70_000) as answer:
            assert answer.status == 413


async def test_the_record_says_who_called_over_which_line(exchange: MakeExchange) -> None:
    async with exchange() as line:
        phone = TwilioPhone(call_sid="CA1", parameters={"from_number": "+15550100", "plan": "gold"})
        async with Line(f"{line.url}/twilio", phone) as caller:
            await wait.until_agent_finishes(caller, quiet_ms=300)
        await line.idle()
        columns = "carrier, carrier_call_id, from_number, to_number"
        assert await line.rows(f"select {columns} from calls") == [
            ("twilio", "CA1", "+15550100", "")
        ]
