from __future__ import annotations

import base64

import pytest

from voice_agent.actions.http import HttpClient
from voice_agent.config.access import SecretConfig
from voice_agent.core.errors import ConfigError
from voice_agent.handoff.accounts import USUAL, authorization, credentials, rest_of


def test_the_usual_variables_are_enough_and_others_can_be_named() -> None:
    found = {"PLIVO_AUTH_ID": "MA1", "PLIVO_AUTH_TOKEN": "secret", "OTHER": "another"}
    assert credentials("plivo", None, None, "dial", found) == ("MA1", "secret")
    other = SecretConfig(env="OTHER")
    assert credentials("plivo", None, other, "dial", found) == ("MA1", "another")


@pytest.mark.parametrize("carrier", USUAL)
def test_what_is_missing_is_named(carrier: str) -> None:
    account, token = USUAL[carrier]
    with pytest.raises(ConfigError, match=f"dial: {carrier} needs {account}; set it"):
        credentials(carrier, None, None, "dial", {})
    with pytest.raises(ConfigError, match=f"dial: {carrier} needs {token}; set it"):
        credentials(carrier, None, None, "dial", {account: "x"})


def test_requests_prove_the_account_as_the_carrier_wants() -> None:
    assert authorization("telnyx", "AC1", "secret") == "Bearer secret"
    for carrier in ("twilio", "plivo"):
        kind, _, proof = authorization(carrier, "AC1", "secret").partition(" ")
        assert (kind, base64.b64decode(proof)) == ("Basic", b"AC1:secret")


async def test_an_api_is_where_the_carrier_has_it_or_where_it_is_said_to_be() -> None:
    http = HttpClient()
    try:
        for url, found in ((None, "https://api.telnyx.com"), ("http://test/", "http://test")):
            rest = rest_of("telnyx", http, ("AC1", "secret"), url, 1000)
            assert (rest._base, rest._of) == (found, "Telnyx")
            assert rest._headers == {"Authorization": "Bearer secret"}
    finally:
        await http.aclose()
