from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from voice_agent.config.dial import DialConfig

GIVEN = {"via": "twilio", "caller": "+15550199", "public_url": "https://agent.example/"}


def test_three_keys_are_enough() -> None:
    config = DialConfig.model_validate(GIVEN)
    assert (config.public_url, config.host, config.port) == (
        "https://agent.example",
        "127.0.0.1",
        8766,
    )


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"via": "exotel"}, "via"),
        ({"caller": "15550199"}, "caller"),
        ({"public_url": "https://agent.example/path"}, "without a path"),
        ({"public_url": "agent.example"}, "https://HOST"),
        ({"via": "telnyx"}, "needs its TeXML application"),
        ({"token": "the secret itself"}, "a secret is not written into this file"),
    ],
)
def test_what_is_wrong_is_said(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        DialConfig.model_validate(GIVEN | changed)
