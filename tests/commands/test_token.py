from __future__ import annotations

import time

import pytest
from typer.testing import CliRunner

from voice_agent.commands.cli import app
from voice_agent.core.errors import ConfigError
from voice_agent.server.access.tokens import Token, read_token

SECRET = "s" * 32


def test_a_token_that_the_server_takes_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_AGENT_SECRET", SECRET)
    shown = CliRunner().invoke(app, ["token", "--minutes", "2", "--subject", "Ann"])
    assert shown.exit_code == 0
    now = time.time()
    token = read_token(shown.output.strip(), SECRET, audience="voice-agent", now=now)
    assert isinstance(token, Token)
    assert token.subject == "Ann"
    late = read_token(shown.output.strip(), SECRET, audience="voice-agent", now=now + 200)
    assert late == "expired"


def test_without_a_secret_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICE_AGENT_SECRET", raising=False)
    shown = CliRunner().invoke(app, ["token"])
    assert isinstance(shown.exception, ConfigError)
    assert "set VOICE_AGENT_SECRET to 32 or more random characters" in str(shown.exception)
