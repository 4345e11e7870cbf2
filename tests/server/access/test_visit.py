from __future__ import annotations

import pytest

from voice_agent.server.access.visit import Visit


def visit(url: str = "http://agent.example/ws", **headers: str) -> Visit:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Visit("203.0.113.5", url, named, {})


def test_a_token_may_come_in_three_ways() -> None:
    assert visit(authorization="Bearer abc").bearer == "abc"
    assert visit(authorization="bearer abc").bearer == "abc"
    assert visit(authorization="Basic abc").bearer == ""
    assert Visit("x", query={"token": "abc"}).token == "abc"
    assert visit(sec_websocket_protocol="voice-agent, token.a.b.c").token == "a.b.c"
    assert visit().token == visit().bearer == ""


def test_the_subprotocol_that_is_accepted_is_not_the_token() -> None:
    assert visit(sec_websocket_protocol="voice-agent, token.a.b.c").subprotocol == "voice-agent"
    assert visit(sec_websocket_protocol="token.a.b.c").subprotocol is None
    assert visit(sec_websocket_protocol="media").subprotocol == "media", "Asterisk asks for it"
    assert visit().subprotocol is None


def test_a_browser_with_openais_client_offers_its_key_in_a_subprotocol() -> None:
    offered = "realtime, openai-insecure-api-key.a.b.c, openai-beta.realtime-v1"
    browser = visit(sec_websocket_protocol=offered)
    assert (browser.subprotocol, browser.token) == ("realtime", "a.b.c")


@pytest.mark.parametrize(
    ("origin", "foreign"),
    [
        ("", False),
        ("http://agent.example", False),
        ("http://localhost:3000", False),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("https://app.example", False),
        ("https://app.example/", False),
        ("https://evil.example", True),
        ("https://agent.example.evil.example", True),
        ("https://localhost.evil.example", True),
        ("null", True),
        ("http://[", True),
        ("nonsense", True),
    ],
)
def test_pages_of_other_sites_are_foreign(origin: str, foreign: bool) -> None:
    assert visit(origin=origin).foreign(["https://app.example"]) == foreign


def test_a_program_on_this_machine_is_local() -> None:
    assert Visit("127.0.0.1").local
    assert not visit().local


def test_a_visit_does_not_show_what_is_secret() -> None:
    shown = repr(Visit("127.0.0.1", headers={"authorization": "Bearer abc"}, body=b"abc"))
    assert "abc" not in shown
