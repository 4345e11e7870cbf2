"""The pages' files: open to everybody, and nothing else is."""

from __future__ import annotations

import re

import aiohttp
import pytest
from exchange import MakeExchange

from voice_agent.server.pages import FOLDER, static_files

pytestmark = pytest.mark.virtual_time
_LOADED = re.compile(r'(?:src|href)="(/static/[^"]+)"|from "\./([^"]+)"|"(/static/[\w.]+)"')


def test_all_that_a_page_loads_is_served() -> None:
    served = static_files()
    for file in FOLDER.iterdir():
        text = file.read_text(encoding="utf-8")
        for absolute, beside, quoted in _LOADED.findall(text):
            path = absolute or quoted or f"/static/{beside}"
            assert path in served, f"{file.name} loads {path}"


def test_nothing_is_loaded_from_elsewhere() -> None:
    for file in FOLDER.iterdir():
        urls = re.findall(r"\w+://[^\"'`\s]+", file.read_text(encoding="utf-8"))
        assert [url for url in urls if "w3.org" not in url and "${" not in url] == [], file.name


async def test_the_call_page_is_open_and_guards_its_visitors(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_AGENT_PAGES_TOKEN", "p" * 16)
    async with exchange() as line, aiohttp.ClientSession() as session:
        base = line.url.replace("ws://", "http://")
        for path in ("/", "/call", *static_files()):
            response = await session.get(f"{base}{path}")
            assert response.status == 200
            assert "default-src 'none'" in response.headers["content-security-policy"]
            assert response.headers["x-content-type-options"] == "nosniff"
        for path in ("/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/console", "//"):
            assert (await session.get(f"{base}{path}")).status == 401


@pytest.mark.parametrize("secret", ["", "s" * 32])
async def test_the_call_page_learns_whether_callers_need_a_token(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("VOICE_AGENT_SECRET", secret)
    async with exchange() as line, aiohttp.ClientSession() as session:
        url = f"{line.url.replace('ws://', 'http://')}/call.json"
        told = await (await session.get(url)).json()
        assert told == {
            "name": "test",
            "ready": True,
            "token": bool(secret),
            "turn_budget_ms": 1200.0,
        }
        line.server.drain.signal("SIGTERM")
        assert (await (await session.get(url)).json())["ready"] is False


async def test_without_its_line_there_is_no_call_page(exchange: MakeExchange) -> None:
    async with exchange(carriers=["twilio"]) as line, aiohttp.ClientSession() as session:
        base = line.url.replace("ws://", "http://")
        assert (await session.get(f"{base}/call")).status == 404
