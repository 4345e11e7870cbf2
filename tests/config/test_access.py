from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from voice_agent.config.access import AccessConfig, SecretConfig
from voice_agent.core.errors import ConfigError


def test_a_secret_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(" from a file\n")
    assert SecretConfig(file=file).read("x") == "from a file"
    assert SecretConfig(env="A").read("x", {"A": "from there "}) == "from there"
    assert SecretConfig(env="A").read("x", {}) == ""


def test_a_file_that_is_not_there_empty_or_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for name, why in (("none", "No such file"), ("empty", "is empty"), ("binary", "not a text")):
        with pytest.raises(ConfigError, match=f"access.secret: .*{name}: .*{why}"):
            SecretConfig(file=tmp_path / name).read("access.secret")


def test_the_secret_itself_is_refused_and_not_repeated_in_the_reason() -> None:
    with pytest.raises(ValidationError) as refused:
        AccessConfig.model_validate({"secret": "hunter2"})
    told = refused.value.errors(include_input=False)[0]["msg"]
    assert "write {env: NAME} or {file: PATH}" in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": {}},
        {"secret": {"env": "A", "file": "b"}},
        {"public_url": "ftp://host"},
        {"public_url": "host"},
        {"public_url": "https://host/path"},
        {"trusted_proxies": ["nginx"]},
        {"limits": {"calls": 0}},
        {"tokens": True},
    ],
)
def test_what_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AccessConfig.model_validate(wrong)


def test_a_url_and_networks_are_taken() -> None:
    access = AccessConfig.model_validate(
        {"public_url": "https://agent.example/", "trusted_proxies": ["10.0.0.0/8", "::1"]}
    )
    assert access.public_url == "https://agent.example/"
