"""Each carrier's signature: published examples where there are some, and what must not pass."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import jwt
import pytest

from voice_agent.transport.signatures import (
    NONCE_S,
    SCHEMES,
    WINDOW_S,
    Genuine,
    Request,
    plivo,
    telnyx,
    twilio,
    urls_of,
    vonage,
)

NOW = 1_700_000_000.0


class TestUrls:
    def test_a_url_is_tried_as_the_carrier_may_have_written_it(self) -> None:
        written = urls_of("https://a.example/twilio")
        for url in (
            "wss://a.example/twilio",
            "wss://a.example/twilio/",
            "https://a.example:443/twilio",
        ):
            assert url in written
        assert not any(url.startswith(("http:", "ws:")) for url in written)

    def test_a_port_and_a_query_stay(self) -> None:
        written = urls_of("http://a.example:8765/x?b=2&a=1")
        assert "ws://a.example:8765/x?b=2&a=1" in written
        assert all(url.endswith("?b=2&a=1") for url in written)

    @pytest.mark.parametrize("url", ["http://[::1]:80/x", "http://a.example:99999/", "http://", ""])
    def test_any_url_has_some_way_to_be_written(self, url: str) -> None:
        assert urls_of(url)


class TestTwilio:
    """The examples of Twilio's own helper library."""

    TOKEN = "12345"
    URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
    PARAMS = (
        ("CallSid", "CA1234567890ABCDE"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
        ("Caller", "+14158675309"),
    )

    def request(self, signature: str, url: str = URL, params: object = PARAMS) -> Request:
        headers = {"x-twilio-signature": signature} if signature else {}
        return Request("POST", urls_of(url), headers, params)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("url", "signature"),
        [
            (URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
            (URL.replace(".com", ".com:1234"), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            (URL.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
            (URL.replace(".com", ".com:1234").replace("https", "http"),
             "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ],
    )  # fmt: skip
    def test_a_published_signature_passes(self, url: str, signature: str) -> None:
        assert twilio(self.request(signature, url), self.TOKEN, NOW) == Genuine()

    def test_fields_of_one_name_are_sorted_too(self) -> None:
        params = (("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"))
        request = self.request("IK+Dwps556ElfBT0I3Rgjkr1wJU=", params=params)
        assert twilio(request, self.TOKEN, NOW) == Genuine()

    def test_a_stream_is_signed_without_a_form(self) -> None:
        url = "wss://a.example/twilio"
        made = hmac.new(b"12345", url.encode(), hashlib.sha1).digest()
        request = self.request(base64.b64encode(made).decode(), "https://a.example/twilio", ())
        assert twilio(request, self.TOKEN, NOW) == Genuine()

    def test_a_body_that_is_no_form_is_signed_by_its_hash(self) -> None:
        body = b'{"property": "value", "boolean": true}'
        hashed = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
        url = f"{self.URL}&bodySHA256={hashed}"
        request = replace(self.request("a9nBmqA0ju/hNViExpshrM61xv4=", url, ()), body=body)
        assert twilio(request, self.TOKEN, NOW) == Genuine()
        assert twilio(replace(request, body=b"{}"), self.TOKEN, NOW) == "bad_signature"

    def test_the_signature_of_a_url_does_not_vouch_for_a_body(self) -> None:
        made = hmac.new(b"12345", b"https://a.example/voice", hashlib.sha1).digest()
        bare = self.request(base64.b64encode(made).decode(), "https://a.example/voice", ())
        assert twilio(bare, self.TOKEN, NOW) == Genuine()
        assert twilio(replace(bare, body=b"To=1"), self.TOKEN, NOW) == "bad_signature"

    def test_nothing_else_passes(self) -> None:
        good = self.request("RSOYDt4T1cUTdK1PDd93/VVr8B8=")
        assert twilio(good, "12346", NOW) == "bad_signature"
        assert twilio(replace(good, params=self.PARAMS[1:]), self.TOKEN, NOW) == "bad_signature"
        other = replace(good, urls=urls_of("https://evil.example/myapp.php?foo=1&bar=2"))
        assert twilio(other, self.TOKEN, NOW) == "bad_signature"
        assert twilio(self.request("é"), self.TOKEN, NOW) == "bad_signature"
        assert twilio(self.request(""), self.TOKEN, NOW) == "no_signature"


class TestPlivo:
    """Written out from Plivo's description; its libraries have no published examples of V3."""

    def request(self, signed: str, method: str = "POST", **more: object) -> Request:
        made = hmac.new(b"token", signed.encode(), hashlib.sha256).digest()
        headers = {
            "x-plivo-signature-v3": f"AAAA, {base64.b64encode(made).decode()}",
            "x-plivo-signature-v3-nonce": "n1",
        }
        url = str(more.pop("url", "https://a.example/answer"))
        return Request(method, urls_of(url), headers, **more)  # type: ignore[arg-type]

    def test_what_plivo_signs_passes_and_its_nonce_is_for_once(self) -> None:
        params = (("To", "1"), ("CallUUID", "c"))
        form = self.request("https://a.example/answer?CallUUIDcTo1.n1", params=params)
        stream = self.request("wss://a.example/answer.n1", "GET")
        asked = self.request(
            "https://a.example/answer?a=1&b=2.n1", "GET", url="https://a.example/answer?b=2&a=1"
        )
        both = self.request(
            "https://a.example/answer?a=1.To1.n1",
            url="https://a.example/answer?a=1",
            params=(("To", "1"),),
        )
        for request in (form, stream, asked, both):
            assert plivo(request, "token", NOW) == Genuine("plivo:n1", NOW + NONCE_S)

    def test_nothing_else_passes(self) -> None:
        good = self.request("wss://a.example/answer.n1", "GET")
        assert plivo(good, "other", NOW) == "bad_signature"
        moved = {**good.headers, "x-plivo-signature-v3-nonce": "n2"}
        assert plivo(replace(good, headers=moved), "token", NOW) == "bad_signature"
        assert plivo(replace(good, headers={}), "token", NOW) == "no_signature"
        bare = self.request("https://a.example/answer.n1")
        assert isinstance(plivo(bare, "token", NOW), Genuine)
        assert plivo(replace(bare, body=b"{}"), "token", NOW) == "bad_signature"


class TestTelnyx:
    BODY = b'{"data": {"event_type": "call.initiated"}}'

    def setup_method(self) -> None:
        ed25519 = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519")
        # RFC 8032, 7.1, the first test's key.
        seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
        self.key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
        self.public = base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def request(self, at: float = NOW, body: bytes = BODY) -> Request:
        signed = self.key.sign(f"{at:.0f}|".encode() + body)
        headers = {
            "telnyx-signature-ed25519": base64.b64encode(signed).decode(),
            "telnyx-timestamp": f"{at:.0f}",
        }
        return Request("POST", (), headers, body=body)

    def test_the_key_is_the_published_one(self) -> None:
        assert self.public == "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

    def test_what_telnyx_signs_passes_within_its_window_and_once(self) -> None:
        verdict = telnyx(self.request(), self.public, NOW + WINDOW_S)
        assert isinstance(verdict, Genuine)
        assert verdict.once.startswith("telnyx:")
        assert verdict.until_s == NOW + WINDOW_S

    def test_nothing_else_passes(self) -> None:
        good = self.request()
        for now in (NOW + WINDOW_S + 1, NOW - WINDOW_S - 1):
            assert telnyx(good, self.public, now) == "expired"
        assert telnyx(replace(good, body=b"{}"), self.public, NOW) == "bad_signature"
        later = {**good.headers, "telnyx-timestamp": f"{NOW + 1:.0f}"}
        assert telnyx(replace(good, headers=later), self.public, NOW) == "bad_signature"
        assert telnyx(good, base64.b64encode(bytes(32)).decode(), NOW) == "bad_signature"
        for odd in ("@", "AAAA"):
            headers = {**good.headers, "telnyx-signature-ed25519": odd}
            assert telnyx(replace(good, headers=headers), self.public, NOW) == "bad_signature"
        assert telnyx(replace(good, headers={}), self.public, NOW) == "no_signature"

    def test_the_check_can_be_prepared(self) -> None:
        SCHEMES["telnyx"].prepare()


class TestVonage:
    SECRET = "s" * 32
    BODY = b'{"status": "answered"}'

    def request(self, body: bytes = BODY, secret: str = SECRET, **claims: object) -> Request:
        made = {
            "iat": int(NOW),
            "jti": "j1",
            "iss": "Vonage",
            "payload_hash": hashlib.sha256(self.BODY).hexdigest(),
        } | claims
        token = jwt.encode({k: v for k, v in made.items() if v is not None}, secret, "HS256")
        return Request("POST", (), {"authorization": f"Bearer {token}"}, body=body)

    def test_what_vonage_signs_passes_once(self) -> None:
        assert vonage(self.request(), self.SECRET, NOW) == Genuine("vonage:j1", NOW + WINDOW_S)
        bare = self.request(b"", payload_hash=None)
        assert isinstance(vonage(bare, self.SECRET, NOW), Genuine)

    def test_nothing_else_passes(self) -> None:
        assert vonage(self.request(), self.SECRET, NOW + WINDOW_S + 1) == "expired"
        for bad in (
            self.request(b"{}"),
            self.request(secret="t" * 32),
            self.request(payload_hash=None),
            self.request(jti=None),
            self.request(iat=None),
        ):
            assert vonage(bad, self.SECRET, NOW) == "bad_signature"
        for header in ("", "Basic x", "Bearer "):
            none = Request("POST", (), {"authorization": header})
            assert vonage(none, self.SECRET, NOW) == "no_signature"

    def test_a_token_that_names_no_algorithm_does_not_pass(self) -> None:
        def part(value: object) -> str:
            return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

        claims = {"iat": NOW, "jti": "j", "payload_hash": hashlib.sha256(self.BODY).hexdigest()}
        token = f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."
        request = Request("POST", (), {"authorization": f"Bearer {token}"}, body=self.BODY)
        assert vonage(request, self.SECRET, NOW) == "bad_signature"
