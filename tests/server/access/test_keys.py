from __future__ import annotations

from pathlib import Path

import pytest

from voice_agent.config.access import AccessConfig, SecretConfig
from voice_agent.core.errors import ConfigError
from voice_agent.server.access.keys import Keys, check_public, read_keys

SECRET = "s" * 32


def test_without_anything_there_are_no_keys() -> None:
    assert read_keys(AccessConfig(), {}) == Keys()


def test_the_usual_variables_are_enough() -> None:
    environment = {
        "VOICE_AGENT_SECRET": SECRET,
        "VOICE_AGENT_PAGES_TOKEN": "p" * 16,
        "TWILIO_AUTH_TOKEN": "t",
    }
    assert read_keys(AccessConfig(), environment) == Keys(SECRET, "p" * 16, {"twilio": "t"})


def test_secrets_are_not_shown() -> None:
    keys = Keys(SECRET, "pages", {"twilio": "auth"})
    assert not any(secret in repr(keys) for secret in (SECRET, "pages", "auth"))


def test_a_file_takes_the_place_of_a_variable(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("f" * 40)
    place = SecretConfig(file=tmp_path / "secret")
    access = AccessConfig(secret=place, signatures={"twilio": place})
    keys = read_keys(access, {"VOICE_AGENT_SECRET": SECRET, "TWILIO_AUTH_TOKEN": "t"})
    assert (keys.secret, keys.signatures) == ("f" * 40, {"twilio": "f" * 40})


@pytest.mark.parametrize(
    ("access", "environment", "told"),
    [
        ({"secret": {"env": "MINE"}}, {}, "access.secret: the environment variable MINE is not"),
        ({"pages": {"env": "MINE"}}, {}, "access.pages: the environment variable MINE is not"),
        ({}, {"VOICE_AGENT_SECRET": "short"}, "VOICE_AGENT_SECRET has 5 characters; needs 32"),
        ({}, {"VOICE_AGENT_PAGES_TOKEN": "short"}, "has 5 characters; needs 16"),
        ({"signatures": {"pigeon": {"env": "A"}}}, {}, "pigeon: unknown signature; known: twilio"),
        ({"signatures": {"plivo": {"env": "MINE"}}}, {}, "access.signatures.plivo: the env.* MINE"),
    ],
)
def test_what_is_named_must_be_there_and_long_enough(
    access: dict[str, object], environment: dict[str, str], told: str
) -> None:
    with pytest.raises(ConfigError, match=told) as raised:
        read_keys(AccessConfig.model_validate(access), environment)
    assert "short" not in str(raised.value)


def test_nobody_listens_to_the_world_without_authentication() -> None:
    with pytest.raises(ConfigError) as raised:
        check_public("0.0.0.0", Keys(), AccessConfig(), ["twilio"])
    told = str(raised.value)
    assert told.startswith("refusing to listen on 0.0.0.0 without authentication: set ")
    for part in ("VOICE_AGENT_SECRET", "TWILIO_AUTH_TOKEN", "127.0.0.1", "--insecure"):
        assert part in told
    assert "\n" not in told


def test_one_way_to_prove_it_is_enough_to_listen() -> None:
    check_public("0.0.0.0", Keys(secret=SECRET), AccessConfig(), [])
    check_public("0.0.0.0", Keys(signatures={"twilio": "t"}), AccessConfig(), ["twilio"])
    with pytest.raises(ConfigError):
        check_public("0.0.0.0", Keys(signatures={"plivo": "t"}), AccessConfig(), ["twilio"])
    with pytest.raises(ConfigError):
        check_public("0.0.0.0", Keys(pages="p" * 16), AccessConfig(), ["twilio"])
