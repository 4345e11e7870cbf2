from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest
from loguru import logger

from voice_agent.config.access import AccessConfig
from voice_agent.server.access.admission import Admission
from voice_agent.server.access.door import Door
from voice_agent.server.access.keys import Keys
from voice_agent.server.access.refused import Refused
from voice_agent.server.access.tokens import make_token
from voice_agent.server.access.visit import Visit
from voice_agent.transport.raw import CARRIER as RAW
from voice_agent.transport.twilio import CARRIER as TWILIO

SECRET = "s" * 32
NOW = 1_700_000_000.0
STRANGER = "203.0.113.5"


class Doorway:
    """A door, its time, and what it counted."""

    def __init__(self, keys: Keys | None = None, *, public: bool = True, **access: Any) -> None:
        self.clock = 0.0
        self.counted: list[str] = []
        self.door = Door(
            AccessConfig.model_validate(access),
            keys,
            public=public,
            on_refused=self.counted.append,
            clock=lambda: self.clock,
            now=lambda: NOW + self.clock,
        )

    def come(self, carrier: Any = RAW, address: str = STRANGER, **visit: Any) -> str:
        """Try to come in; returns the reason, or nothing for one who is in."""
        answer = self.door.call(carrier, Visit(address, **visit))
        if isinstance(answer, Refused):
            assert self.counted[-1] == answer.reason
            return answer.reason
        return ""

    def with_token(self, token: str = "", **visit: Any) -> str:
        return self.come(query={"token": token or self.token()}, **visit)

    def token(self, subject: str = "", audience: str = "voice-agent") -> str:
        return make_token(
            SECRET, audience=audience, now=NOW + self.clock, minutes=5, subject=subject
        )


def signed(url: str, secret: str = "auth", **headers: str) -> dict[str, Any]:
    made = base64.b64encode(hmac.new(secret.encode(), url.encode(), hashlib.sha1).digest())
    return {"url": url, "headers": {"x-twilio-signature": made.decode(), **headers}}


class TestOnThisMachine:
    def test_without_secrets_all_is_as_it_was(self) -> None:
        doorway = Doorway(public=False)
        for carrier in (RAW, TWILIO):
            assert doorway.come(carrier, "127.0.0.1") == ""
            assert doorway.come(carrier) == ""
        assert doorway.door.page(Visit("127.0.0.1")) is None

    def test_a_page_of_another_site_cannot_call(self) -> None:
        doorway = Doorway(public=False, origins=["https://app.example"])
        for origin, reason in (
            ("https://evil.example", "foreign_origin"),
            ("https://app.example", ""),
            ("http://localhost:3000", ""),
        ):
            assert doorway.come(address="127.0.0.1", headers={"origin": origin}) == reason

    def test_programs_here_have_no_limit(self) -> None:
        doorway = Doorway(public=False, limits={"calls": 1, "attempts_per_minute": 1})
        assert [doorway.come(address="127.0.0.1") for _ in range(50)] == [""] * 50

    def test_a_secret_asks_everybody_for_a_token(self) -> None:
        doorway = Doorway(Keys(secret=SECRET), public=False)
        assert doorway.come(address="127.0.0.1") == "no_token"
        assert doorway.with_token(address="127.0.0.1") == ""

    def test_a_carriers_secret_asks_that_carrier_only(self) -> None:
        doorway = Doorway(Keys(signatures={"twilio": "auth"}), public=False)
        assert doorway.come(RAW, "127.0.0.1") == ""
        assert doorway.come(TWILIO, "127.0.0.1") == "no_signature"


class TestTokens:
    def test_it_may_come_in_three_ways_and_opens_one_call(self) -> None:
        doorway = Doorway(Keys(secret=SECRET))
        tokens = [doorway.token() for _ in range(3)]
        ways: list[dict[str, Any]] = [
            {"query": {"token": tokens[0]}},
            {"headers": {"authorization": f"Bearer {tokens[1]}"}},
            {"headers": {"sec-websocket-protocol": f"voice-agent, token.{tokens[2]}"}},
        ]
        assert [doorway.come(**way) for way in ways] == [""] * 3
        assert [doorway.come(**way) for way in ways] == ["replayed"] * 3

    def test_it_may_be_used_more_than_once_where_the_file_says_so(self) -> None:
        doorway = Doorway(Keys(secret=SECRET), once=False)
        token = doorway.token()
        assert [doorway.with_token(token), doorway.with_token(token)] == ["", ""]

    def test_only_a_good_one_opens(self) -> None:
        doorway = Doorway(Keys(secret=SECRET))
        assert doorway.come() == "no_token"
        assert doorway.with_token("x.y.z") == "bad_token"
        assert doorway.with_token(doorway.token(audience="other")) == "wrong_audience"
        late = doorway.token()
        doorway.clock += 400
        assert doorway.with_token(late) == "expired"

    def test_a_refusal_for_another_reason_does_not_use_it_up(self) -> None:
        doorway = Doorway(Keys(secret=SECRET), limits={"calls": 1})
        first = doorway.door.call(RAW, Visit(STRANGER, query={"token": doorway.token()}))
        assert isinstance(first, Admission)
        token = doorway.token()
        assert doorway.with_token(token) == "too_many_calls"
        with first:
            pass
        assert doorway.with_token(token) == ""

    def test_an_open_port_without_a_secret_for_the_carrier_lets_nobody_in(self) -> None:
        doorway = Doorway(Keys(signatures={"twilio": "auth"}))
        assert doorway.come(RAW) == "no_token"
        assert doorway.with_token() == "no_token"

    def test_a_carrier_that_cannot_sign_here_may_use_a_token(self) -> None:
        doorway = Doorway(Keys(secret=SECRET))
        assert doorway.come(TWILIO) == "no_token"
        assert doorway.with_token(carrier=TWILIO) == ""


class TestSignatures:
    KEYS = Keys(secret=SECRET, signatures={"twilio": "auth"})

    def test_a_signed_stream_comes_in_and_no_other(self) -> None:
        doorway = Doorway(self.KEYS)
        url = "wss://agent.example/twilio"
        assert doorway.come(TWILIO, **signed(url)) == ""
        assert doorway.come(TWILIO, **signed(url, "guess")) == "bad_signature"
        assert doorway.come(TWILIO, **(signed(url) | {"url": "wss://x.example/"})) == (
            "bad_signature"
        )
        assert doorway.come(TWILIO) == "no_signature"
        assert doorway.come(TWILIO, query={"token": doorway.token()}) == ""

    def test_the_public_url_is_what_was_signed_whatever_the_request_says(self) -> None:
        doorway = Doorway(self.KEYS, public_url="https://agent.example")
        right = signed("wss://agent.example/twilio") | {"url": "ws://10.0.0.3:8765/twilio"}
        assert doorway.come(TWILIO, **right) == ""
        assert doorway.come(TWILIO, **signed("wss://other.example/twilio")) == "bad_signature"

    def test_a_carrier_has_one_address_and_many_callers(self) -> None:
        doorway = Doorway(self.KEYS, limits={"calls": 1, "attempts_per_minute": 2})
        url = "wss://agent.example/twilio"
        assert [doorway.come(TWILIO, **signed(url)) for _ in range(20)] == [""] * 20

    def test_a_webhook_is_genuine_once(self) -> None:
        doorway = Doorway(Keys(signatures={"plivo": "auth"}))
        made = hmac.new(b"auth", b"https://agent.example/p/voice?To1.n1", hashlib.sha256).digest()
        hook = Visit(
            STRANGER,
            "https://agent.example/p/voice",
            {
                "x-plivo-signature-v3": base64.b64encode(made).decode(),
                "x-plivo-signature-v3-nonce": "n1",
            },
            method="POST",
            params=[("To", "1")],
        )
        assert doorway.door.webhook("plivo", hook) is None
        assert doorway.door.webhook("plivo", hook) == Refused("replayed")
        bare = Visit(STRANGER, method="POST")
        assert doorway.door.webhook("plivo", bare) == Refused("no_signature")
        assert doorway.door.webhook("twilio", bare) == Refused("no_signature")
        assert Doorway(public=False).door.webhook("twilio", bare) is None


class TestLimits:
    def test_attempts_are_counted_for_each_address_before_a_token_is_read(self) -> None:
        doorway = Doorway(Keys(secret=SECRET), limits={"attempts_per_minute": 3})
        assert [doorway.come() for _ in range(4)] == ["no_token"] * 3 + ["too_many_attempts"]
        assert doorway.with_token() == "too_many_attempts"
        assert doorway.with_token(address="198.51.100.7") == ""
        doorway.clock += 60
        assert doorway.with_token() == ""

    def test_calls_at_once_are_counted_for_address_and_subject(self) -> None:
        doorway = Doorway(Keys(secret=SECRET), limits={"calls": 2})
        assert [doorway.with_token() for _ in range(3)] == ["", "", "too_many_calls"]
        ann = [doorway.with_token(doorway.token("Ann"), address=f"10.0.0.{n}") for n in range(3)]
        assert ann == ["", "", "too_many_calls"]

    def test_an_address_cannot_be_taken_for_a_subject(self) -> None:
        doorway = Doorway(Keys(secret=SECRET), limits={"calls": 1})
        assert doorway.with_token(doorway.token(STRANGER), address="10.0.0.1") == ""
        assert doorway.with_token() == ""


class TestPages:
    def test_pages_need_their_own_token(self) -> None:
        doorway = Doorway(Keys(secret=SECRET, pages="p" * 16))
        right = Visit(STRANGER, headers={"authorization": "Bearer " + "p" * 16})
        wrong = Visit(STRANGER, headers={"authorization": "Bearer é"})
        assert doorway.door.page(right) is None
        assert doorway.door.page(wrong) == Refused("bad_token")
        assert doorway.door.page(Visit(STRANGER)) == Refused("no_token")
        assert doorway.door.may_see(right)

    def test_an_open_port_without_that_token_shows_nothing(self) -> None:
        assert Doorway(Keys(secret=SECRET)).door.page(Visit(STRANGER)) == Refused("no_token")
        assert Doorway(Keys(secret=SECRET), public=False).door.page(Visit(STRANGER)) is None

    def test_guesses_are_limited_and_visits_are_not(self) -> None:
        doorway = Doorway(Keys(pages="p" * 16), limits={"attempts_per_minute": 2})
        right = Visit("10.0.0.1", headers={"authorization": "Bearer " + "p" * 16})
        assert [doorway.door.page(right) for _ in range(10)] == [None] * 10
        guess = Visit(STRANGER, headers={"authorization": "Bearer x"})
        reasons = [doorway.door.page(guess) for _ in range(3)]
        assert reasons == [Refused("bad_token")] * 2 + [Refused("too_many_attempts")]


class TestTelling:
    def test_the_log_names_the_reason_and_no_secret_and_is_no_flood(self) -> None:
        lines: list[str] = []
        handler = logger.add(lambda line: lines.append(str(line)), level="WARNING")
        try:
            doorway = Doorway(Keys(secret=SECRET), limits={"attempts_per_minute": 1000})
            token = doorway.token(audience="other")
            for _ in range(500):
                doorway.with_token(token)
        finally:
            logger.remove(handler)
        assert len(doorway.counted) == 500
        assert 0 < len(lines) < 30
        assert "203.0.113.0/24: wrong_audience" in lines[0]
        assert not any(token in line or SECRET in line or STRANGER in line for line in lines)

    @pytest.mark.parametrize("full", [True, False])
    def test_too_many_tokens_at_once(self, full: bool) -> None:
        doorway = Doorway(Keys(secret=SECRET))
        doorway.door.once._limit = 1 if full else 10
        reasons = [doorway.with_token(), doorway.with_token()]
        assert reasons == ["", "too_many_tokens" if full else ""]


class TestLookingIn:
    HERE = "http://localhost:8765/console/api/live"

    def looks_in(self, keys: Keys, address: str, url: str = HERE, **headers: str) -> bool:
        way = Doorway(keys, public=False)
        return way.door.may_look_in(Visit(address, url=url, headers=headers))

    def test_without_a_token_somebody_at_this_machine(self) -> None:
        nothing = Keys()
        assert self.looks_in(nothing, "127.0.0.1")
        assert self.looks_in(nothing, "127.0.0.1", origin="http://localhost:8765")
        assert not self.looks_in(nothing, STRANGER)
        assert not self.looks_in(nothing, "127.0.0.1", "http://rebound.example/console/api/live")
        assert not self.looks_in(nothing, "127.0.0.1", "http://[bad/console/api/live")
        assert not self.looks_in(nothing, "127.0.0.1", origin="https://other.example")

    def test_with_a_token_whoever_has_it(self) -> None:
        keys = Keys(pages="p" * 16)
        right = {"authorization": f"Bearer {'p' * 16}"}
        assert self.looks_in(keys, STRANGER, "https://agent.example/console/api/live", **right)
        assert not self.looks_in(keys, "127.0.0.1")
        assert not self.looks_in(keys, "127.0.0.1", origin="https://other.example", **right)


@pytest.mark.parametrize(
    ("keys", "public", "asks"),
    [(Keys(), False, False), (Keys(), True, True), (Keys(secret=SECRET), False, True)],
)
def test_callers_are_told_whether_they_need_a_token(keys: Keys, public: bool, asks: bool) -> None:
    assert Doorway(keys, public=public).door.asks_for_token is asks
