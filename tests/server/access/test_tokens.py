from __future__ import annotations

import base64
import json

import jwt
import pytest

from voice_agent.server.access.tokens import (
    LEEWAY_S,
    MAX_TOKEN_BYTES,
    Token,
    make_token,
    read_token,
)

SECRET = "s" * 32
NOW = 1_700_000_000.0


def read(text: str, now: float = NOW, secret: str = SECRET, audience: str = "here") -> object:
    return read_token(text, secret, audience=audience, now=now)


def made(minutes: float = 5, subject: str = "") -> str:
    return make_token(SECRET, audience="here", now=NOW, minutes=minutes, subject=subject)


def test_a_token_says_whom_it_is_for_and_until_when() -> None:
    token = read(made(subject="Ann"))
    assert isinstance(token, Token)
    assert (token.subject, token.until_s) == ("Ann", NOW + 300 + LEEWAY_S)
    assert token.id
    assert read(made()) != read(made()), "each has an id of its own"


@pytest.mark.parametrize(
    ("late", "good"),
    [(300 + LEEWAY_S, True), (301 + LEEWAY_S, False), (-LEEWAY_S, True), (-LEEWAY_S - 1, False)],
)
def test_it_is_good_for_its_time(late: float, good: bool) -> None:
    token = read(made(), NOW + late)
    assert isinstance(token, Token) if good else token == "expired"


def test_only_the_own_secret_and_audience_are_good() -> None:
    assert read(made(), secret="t" * 32) == "bad_signature"
    assert read(made(), audience="there") == "wrong_audience"


@pytest.mark.parametrize("missing", ["aud", "exp", "iat", "jti"])
def test_no_claim_may_be_missing(missing: str) -> None:
    claims = {"aud": "here", "exp": NOW + 60, "iat": NOW, "jti": "1"}
    del claims[missing]
    assert read(jwt.encode(claims, SECRET, "HS256")) == "bad_token"


@pytest.mark.parametrize(
    ("claim", "value"),
    [("exp", "soon"), ("exp", None), ("exp", float("nan")), ("iat", [1]), ("sub", 5), ("jti", 7)],
)
def test_odd_claims_open_nothing(claim: str, value: object) -> None:
    claims = {"aud": "here", "exp": NOW + 60, "iat": NOW, "jti": "1"} | {claim: value}
    assert read(jwt.encode(claims, SECRET, "HS256")) in ("bad_token", "expired")


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_other_algorithms_open_nothing() -> None:
    claims = {"aud": "here", "exp": NOW + 60, "iat": NOW, "jti": "1"}
    for algorithm in ("none", "None", "HS512", "RS256"):
        header = _part({"alg": algorithm, "typ": "JWT"})
        assert read(f"{header}.{_part(claims)}.") == "bad_token"
    assert read(jwt.encode(claims, SECRET, "HS512")) == "bad_token"


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "...", "x", "a.b.c", "é.é.é", "\0", "x" * (MAX_TOKEN_BYTES + 1),
     base64.urlsafe_b64encode(b"[" * 2900).decode() + "..x"],
)  # fmt: skip
def test_what_is_no_token_opens_nothing(text: str) -> None:
    assert read(text) == "bad_token"
