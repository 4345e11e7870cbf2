"""``voice-agent reload`` against a small server."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from typer.testing import CliRunner

from voice_agent.commands.cli import app
from voice_agent.core.errors import ConfigError


@contextmanager
def answering(status: int, body: Any) -> Iterator[tuple[int, list[tuple[str, str | None]]]]:
    """Answer one kind of thing; yield the port and what was asked."""
    asked: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_port, asked
        finally:
            server.shutdown()
            thread.join()


def test_it_says_which_version_takes_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_AGENT_PAGES_TOKEN", "a-token")
    with answering(200, {"version": "abc", "share": 0.25}) as (port, asked):
        shown = CliRunner().invoke(app, ["reload", "--port", str(port), "--share", "0.25"])
    assert shown.output == "version abc takes 25% of the callers\n"
    assert asked == [("/reload?share=0.25", "Bearer a-token")]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (409, {"error": "bank.yaml: a fault"}, "bank.yaml: a fault"),
        (401, {"error": {"code": "no_token", "message": "a token is missing"}}, "a token is miss"),
        (404, {"detail": "Not Found"}, "the server answered 404; does it know 'reload'?"),
    ],
)
def test_a_refusal_is_one_line(
    status: int, body: Any, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOICE_AGENT_PAGES_TOKEN", raising=False)
    with answering(status, body) as (port, asked):
        shown = CliRunner().invoke(app, ["reload", "--port", str(port)])
    assert isinstance(shown.exception, ConfigError)
    assert said in str(shown.exception)
    assert asked == [("/reload?share=1", None)]


def test_without_a_server_it_says_how_to_name_or_start_one() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shown = CliRunner().invoke(app, ["reload", "--port", str(port)])
    assert isinstance(shown.exception, ConfigError)
    assert f"no server on port {port}" in str(shown.exception)
