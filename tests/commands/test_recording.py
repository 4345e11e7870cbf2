from __future__ import annotations

import base64
import wave
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voice_agent.calls.recording_file import SealedWriter
from voice_agent.commands.cli import app
from voice_agent.core.errors import ConfigError

KEY = bytes(range(32))


def test_a_recording_is_decrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cryptography")
    monkeypatch.setenv("VOICE_AGENT_RECORDING_KEY", base64.b64encode(KEY).decode())
    writer = SealedWriter(tmp_path / "c1.varec", KEY)
    writer.write(b"\x01\x00" * 200)
    writer.close()
    out = tmp_path / "c1.wav"
    shown = CliRunner().invoke(app, ["recording", str(tmp_path / "c1.varec"), str(out)])
    assert (shown.exit_code, shown.output.strip()) == (0, str(out))
    with wave.open(str(out), "rb") as read:
        assert (read.getnchannels(), read.getnframes()) == (2, 100)
    gone = CliRunner().invoke(app, ["recording", str(tmp_path / "none.varec"), str(out)])
    assert isinstance(gone.exception, ConfigError)
