from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_agent.transport.sip import digest
from voice_agent.transport.sip.digest import Credentials, Gate, answer

BOB = Credentials("bob", "zanzibar")


def test_the_example_of_rfc_2617(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest.secrets, "token_hex", lambda size: "0a4f113b")
    challenge = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    said = answer(challenge, Credentials("Mufasa", "Circle Of Life"), "GET", "/dir/index.html")
    assert said is not None
    assert 'response="6629fae49393a05397450978507c4ef1"' in said
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in said


def test_the_sha_256_example_of_rfc_7616(monkeypatch: pytest.MonkeyPatch) -> None:
    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    monkeypatch.setattr(digest.secrets, "token_hex", lambda size: cnonce)
    challenge = (
        'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"'
    )
    said = answer(challenge, Credentials("Mufasa", "Circle of Life"), "GET", "/dir/index.html")
    assert said is not None
    assert "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1" in said


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_who_knows_the_password_gets_in_once(algorithm: Any) -> None:
    gate = Gate("r", {"bob": "zanzibar"}, algorithm)
    said = answer(gate.challenge(100.0, "h"), BOB, "INVITE", "sip:a")
    assert said is not None
    assert gate.check(said, "INVITE", 101.0, "h") == "genuine"
    assert gate.check(said, "INVITE", 102.0, "h") == "stale"


def test_a_nonce_counts() -> None:
    gate = Gate("r", {"bob": "zanzibar"})
    challenge = gate.challenge(0.0, "h")
    first, second = (answer(challenge, BOB, "INVITE", "sip:a", count) or "" for count in (1, 2))
    assert gate.check(second, "INVITE", 1.0, "h") == "genuine"
    assert gate.check(first, "INVITE", 1.0, "h") == "stale"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"password": "wrong"}, "wrong"),
        ({"user": "eve"}, "wrong"),
        ({"method": "BYE"}, "wrong"),
        ({"realm": "s"}, "wrong"),
        ({"now": 61.5}, "stale"),
        ({"source": "elsewhere"}, "stale"),
        ({"key": b"another run"}, "stale"),
        ({"algorithm": "SHA-256"}, "wrong"),
    ],
)
def test_anything_else_does_not_get_in(change: dict[str, Any], verdict: str) -> None:
    own = {"realm": "r", "key": b"k" * 16, "algorithm": "MD5"}
    maker = Gate(
        users={"bob": "zanzibar"}, **{**own, **{k: v for k, v in change.items() if k in own}}
    )
    user = Credentials(change.get("user", "bob"), change.get("password", "zanzibar"))
    said = answer(maker.challenge(0.0, "h"), user, change.get("method", "INVITE"), "sip:a")
    assert said is not None
    gate = Gate(users={"bob": "zanzibar"}, **own)  # type: ignore[arg-type]
    found = gate.check(said, "INVITE", change.get("now", 1.0), change.get("source", "h"))
    assert found == verdict


def test_challenges_that_cannot_be_answered() -> None:
    for wrong in ("Basic realm=x", 'Digest realm="x"', 'Digest nonce="n", algorithm=MD4',
                  'Digest nonce="n", qop="auth-int"', "Digest x"):  # fmt: skip
        assert answer(wrong, BOB, "INVITE", "sip:a") is None


def test_without_qop_a_nonce_is_good_once() -> None:
    gate = Gate("r", {"bob": "zanzibar"})
    old = gate.challenge(0.0, "h").replace(', qop="auth"', "")
    said = answer(old, BOB, "INVITE", "sip:a") or ""
    assert [gate.check(said, "INVITE", 1.0, "h") for _ in "12"] == ["genuine", "stale"]


def test_its_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "MAX_NONCES", 3)
    gate = Gate("r", {"bob": "zanzibar"})
    for at in range(9):
        said = answer(gate.challenge(float(at), "h"), BOB, "INVITE", "sip:a") or ""
        assert gate.check(said, "INVITE", float(at), "h") == "genuine"
    assert len(gate._used) == 3


def test_passwords_are_not_shown() -> None:
    assert "zanzibar" not in repr(BOB)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_anything_is_checked(text: str) -> None:
    gate = Gate("r", {"bob": "zanzibar"})
    assert gate.check("Digest " + text, "INVITE", 0.0, "h") != "genuine"
