"""Telephones made of pjsip, which knows ``Replaces``: one calls the server, one is the person."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import sys
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exchange import MakeExchange
from fakes import playbook
from sip_lines import free_port, recorded

from voice_agent.core.events import CallEvent, HandoffTried, Interrupted, Replied, Transcribed

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("pjsua2") is None, reason="needs pjsip (PyPI: pjsua2-python)"
    ),
]
PROGRAM = Path(__file__).parents[1] / "pj_phone.py"


class PjPhone:
    """A telephone that runs."""

    def __init__(self, folder: Path, process: asyncio.subprocess.Process) -> None:
        self._folder = folder
        self._process = process

    async def until(self, key: str) -> Any:
        """Wait until it tells of something new, and return what it tells."""
        assert self._process.stdout is not None
        async with asyncio.timeout(20):
            while True:
                line = await self._process.stdout.readline()
                assert line, "it has ended"
                # The library speaks there, too.
                if line.startswith(b"{") and key in (told := json.loads(line)):
                    return told[key]

    def tell(self, line: str) -> None:
        """Have it do something in its first call."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    def heard(self, call: int) -> np.ndarray:
        """Return what it has heard in one of its calls, once it has ended."""
        with wave.open(str(self._folder / f"heard-{call}.wav")) as file:
            return np.frombuffer(file.readframes(file.getnframes()), np.int16)


@contextlib.asynccontextmanager
async def pj_phone(folder: Path, port: int, *uri: str, says: np.ndarray) -> AsyncIterator[PjPhone]:
    """Run a telephone that says something again and again."""
    _write(folder, says)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), str(folder), str(port), *uri,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    phone = PjPhone(folder, process)
    try:
        await phone.until("ready")
        yield phone
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(10):
            await process.communicate()


def _write(folder: Path, says: np.ndarray) -> None:
    folder.mkdir()
    with wave.open(str(folder / "say.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(says.astype("<i2").tobytes())


def _says(before_s: float, tone_s: float, after_s: float) -> np.ndarray:
    tone = 9000 * np.sin(np.arange(int(8000 * tone_s)) * 0.4)
    return np.concatenate([np.zeros(int(8000 * before_s)), tone, np.zeros(int(8000 * after_s))])


async def test_pjsip_speaks_interrupts_presses_keys_holds_and_hangs_up(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    port, own = free_port(), free_port()
    book = playbook(tmp_path)
    answer = book.intents["balance"].model_copy(update={"answer": "and so on " * 40})
    book = book.model_copy(update={"intents": book.intents | {"balance": answer}})

    async with exchange(*["my balance"] * 9, sip={"port": port}, book=book) as ours:
        with ours.server.hub.subscribe() as events:

            async def until(kind: type[CallEvent], where: Any = lambda event: True) -> None:
                async with asyncio.timeout(20):
                    while not (isinstance(event := await events.next(), kind) and where(event)):
                        pass

            uri = f"sip:agent@127.0.0.1:{port}"
            says = _says(1.5, 0.6, 1.5)
            async with pj_phone(tmp_path / "caller", own, uri, says=says) as phone:
                await until(Replied, lambda event: "and so on" in event.text)
                await until(Interrupted, lambda event: event.spoken)
                phone.tell("hold")
                await asyncio.sleep(1)
                phone.tell("back")
                await asyncio.sleep(1)
                phone.tell("keys 12#")
                await until(Transcribed, lambda event: event.text.strip("#") == "12")
                phone.tell("hangup")
                while await phone.until("state") != "DISCONNECTED":
                    pass
        await ours.idle()
        calls = await recorded(ours.database, "reason", 1)
    assert calls == [("caller_hangup",)]
    assert np.abs(phone.heard(0)).max() > 3000


async def test_pjsip_takes_our_place_in_a_call_with_a_person_who_was_told(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    port, caller, desk = free_port(), free_port(), free_port()
    handoff = {"ways": [{"way": "transfer", "to": f"sip:desk@127.0.0.1:{desk}"}]}
    async with (
        pj_phone(tmp_path / "person", desk, says=_says(1.7, 0.3, 0.0)) as person,
        exchange(*["give me a person"] * 9, sip={"port": port}, handoff=handoff) as ours,
    ):
        with ours.server.hub.subscribe() as events:
            uri = f"sip:agent@127.0.0.1:{port}"
            says = _says(1.5, 0.6, 60.0)
            async with pj_phone(tmp_path / "caller", caller, uri, says=says) as phone:
                async with asyncio.timeout(30):
                    while not isinstance(event := await events.next(), HandoffTried):
                        pass
                assert event.outcome == "accepted"
                assert "Replaces=" in await phone.until("refer")
                await person.until("replaced")
                await ours.idle()  # The server is out of it, while they talk.
                calls = await recorded(ours.database, "reason", 1)
                await asyncio.sleep(3)
    assert calls == [("handoff",)]
    # Each has two calls: the one with the server, and the one with each other.
    assert np.abs(phone.heard(1)).max() > 3000
    assert person.heard(1).size > 8000
