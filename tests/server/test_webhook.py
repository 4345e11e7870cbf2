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
    ("server", "url"),
    [
        ("https://voice.example.com", "wss://voice.example.com/twilio"),
        ("https://example.com/agent/", "wss://example.com/agent/twilio"),
        ("http://127.0.0.1:8765", "ws://127.0.0.1:8765/twilio"),
        ("http://voice.example.com", "ws://voice.example.com/twilio"),
    ],
)
def test_the_carrier_is_told_where_the_operator_says(server: str, url: str) -> None:
    assert stream_url(server, "/twilio", public=True) == url


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        ("http://voice.example.com/twilio/voice", "wss://voice.example.com/twilio"),
        ("http://127.0.0.1:8765/twilio/voice?a=b", "ws://127.0.0.1:8765/twilio"),
        ("https://localhost/twilio/voice", "wss://localhost/twilio"),
        ("http://[::1]:8765/twilio/voice", "ws://[::1]:8765/twilio"),
    ],
)
def test_the_carrier_is_told_to_connect_where_it_asked(asked: str, url: str) -> None:
    assert stream_url(asked, "/twilio") == url


@pytest.mark.parametrize("host", ["", 'a"b', "a b", "a\r\nb", "x" * 300])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(ProtocolError, match="public_url"):
        stream_url(f"http://{host}/twilio/voice", "/twilio")


async def test_only_a_trusted_proxy_says_by_which_name_it_was_asked(
    exchange: MakeExchange,
) -> None:
    for proxies, told in (([], "ws://127.0.0.1"), (["127.0.0.1/32"], "wss://a.example")):
        async with (
            exchange(access={"trusted_proxies": proxies}) as line,
            aiohttp.ClientSession() as http,
        ):
            url = line.url.replace("ws://", "http://")
            headers = {"X-Forwarded-Host": "a.example", "X-Forwarded-Proto": "https"}
            async with http.post(f"{url}/twilio/voice", headers=headers) as answer:
                assert f'<Stream url="{told}' in await answer.text()


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
