from __future__ import annotations

import pytest

from voice_agent.commands.variables import misspelt

OPTIONS = ("host", "port", "record", "max_calls")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("VOICE_AGENT_SERVE_PROT", "VOICE_AGENT_SERVE_PORT"),
        ("VOICE_AGENT_PORT", "VOICE_AGENT_SERVE_PORT"),
        ("VOICE_AGENT_SERVE_MAXCALLS", "VOICE_AGENT_SERVE_MAX_CALLS"),
    ],
)
def test_a_variable_that_was_meant_as_an_option(name: str, meant: str) -> None:
    (line,) = misspelt("VOICE_AGENT", "serve", OPTIONS, [name, "PATH"])
    assert line == f"{name} has no effect; did you mean {meant}?"


def test_options_and_secrets_are_no_mistakes() -> None:
    given = ["VOICE_AGENT_SERVE_PORT", "VOICE_AGENT_SERVE_MAX_CALLS", "VOICE_AGENT_SECRET", "PORT"]
    given += ["VOICE_AGENT_RECORDING_KEY", "VOICE_AGENT_PAGES_TOKEN", "VOICE_AGENT_MODELS"]
    assert [*misspelt("VOICE_AGENT", "serve", OPTIONS, given)] == []
