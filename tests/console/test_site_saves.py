"""The playbook in the console, over a real socket and on a real clock: a process checks it."""

from __future__ import annotations

import shutil
from pathlib import Path

import aiohttp
from exchange import Exchange, MakeExchange

from voice_agent.config.load import load_pipeline
from voice_agent.console.site import console_site


def url(line: Exchange, path: str) -> str:
    return f"{line.url.replace('ws://', 'http://')}/console/api/{path}"


async def test_the_playbook_is_edited_only_with_leave(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    shutil.copytree(load_pipeline("barista").playbook_folder, tmp_path / "book")
    name = "playbook/phrases.yaml"

    async with (
        exchange(sites=lambda server: [console_site(server)], playbook="book") as line,
        aiohttp.ClientSession() as session,
    ):
        book = await (await session.get(url(line, "playbook"))).json()
        assert (book["editable"], "--edit" in book["why_not"]) == (False, True)
        file = await (await session.get(url(line, name))).json()
        change = {"text": file["text"] + "\n# more\n", "version": file["version"]}
        assert (await session.put(url(line, name), json=change)).status == 403

    async with (
        exchange(sites=lambda server: [console_site(server, edit=True)], playbook="book") as line,
        aiohttp.ClientSession() as session,
    ):
        assert (await session.put(url(line, "playbook/x.yaml"), json=change)).status == 404
        assert (await session.get(url(line, "playbook/..%2Fline.yaml"))).status == 404
        stale = await session.put(url(line, name), json=change | {"version": "older"})
        assert stale.status == 409
        checked = await session.put(url(line, name), json=change | {"check": True})
        assert (await checked.json())["saved"] is False
        assert (await (await session.put(url(line, name), json=change)).json())["saved"]
        assert (tmp_path / "book" / "phrases.yaml").read_text() == change["text"]
