"""The files of ``deploy/``: they name commands, ports, extras and times of this version."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from voice_agent.commands.cli import app
from voice_agent.config.server import ServerConfig
from voice_agent.transport.asterisk import CARRIER, FORMATS

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
PORT = 8765


def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")


def compose(name: str = "compose") -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / f"{name}.yaml").read_text())
    return found


def pod() -> dict[str, Any]:
    (deployment, *_) = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
    found: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return found


def commands() -> dict[str, list[str]]:
    (cmd,) = re.findall(r"^CMD (\[.*\])$", dockerfile(), re.M)
    (start,) = re.findall(
        r"^ExecStart=\S+/voice-agent (.*)$", (DEPLOY / "voice-agent.service").read_text(), re.M
    )
    return {
        "Dockerfile": json.loads(cmd),
        "compose": compose()["services"]["agent"]["command"],
        "compose.asterisk": compose("compose.asterisk")["services"]["agent"]["command"],
        "kubernetes": pod()["containers"][0]["args"],
        "systemd": start.split(),
    }


@pytest.mark.parametrize(
    "name", ["Dockerfile", "compose", "compose.asterisk", "kubernetes", "systemd"]
)
def test_the_server_is_started_with_options_that_it_has(name: str) -> None:
    command, *options = commands()[name]
    serve = get_command(app).commands[command]  # type: ignore[attr-defined]
    with serve.make_context("serve", options, resilient_parsing=False) as context:
        assert context.params["pipeline"].startswith("/etc/voice-agent/")


def test_a_stopping_process_gets_the_time_that_its_calls_need() -> None:
    needed = ServerConfig().drain_s + 30
    assert pod()["terminationGracePeriodSeconds"] >= needed
    assert float(compose()["services"]["agent"]["stop_grace_period"].rstrip("s")) >= needed
    (stop,) = re.findall(
        r"^TimeoutStopSec=(\d+)$", (DEPLOY / "voice-agent.service").read_text(), re.M
    )
    assert float(stop) >= needed


def test_ports_and_probes_are_the_servers() -> None:
    (container,) = pod()["containers"]
    assert container["ports"][0]["containerPort"] == PORT
    assert {container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("readiness", "liveness")} == {
        "/readyz",
        "/healthz",
    }
    assert f"EXPOSE {PORT}" in dockerfile()
    assert compose()["services"]["agent"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]


def test_asterisk_calls_the_agent_as_its_carrier_wants() -> None:
    files = {name: one["content"] for name, one in compose("compose.asterisk")["configs"].items()}
    assert f"uri = ws://127.0.0.1:{PORT}{CARRIER.path}\n" in files["websocket_client"]
    (codec,) = re.findall(r"Dial\(WebSocket/agent/c\((\w+)\)f\(json\)", files["extensions"])
    assert codec in FORMATS
    assert "--host" not in commands()["compose.asterisk"]


def test_the_image_installs_extras_that_there_are() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    for named in re.findall(r"'\.\[([^\]]+)\]'", dockerfile()):
        assert set(named.split(",")) <= extras.keys()


def test_no_secret_has_a_value_here() -> None:
    for path in DEPLOY.iterdir():
        for name in ("VOICE_AGENT_SECRET", "TWILIO_AUTH_TOKEN", "OPENAI_API_KEY"):
            assert not re.search(rf"{name}\s*[:=]\s*\S", path.read_text()), path


def test_workers_hear_once_that_they_have_to_stop() -> None:
    assert re.search(r"^KillMode=mixed$", (DEPLOY / "voice-agent.service").read_text(), re.M)
