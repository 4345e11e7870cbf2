"""Headless Chromium, driven over its DevTools protocol; no driver and no package is needed."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser")) if p), None)
WHY_NOT = "needs Chromium: apt-get install chromium"
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--disable-extensions", "--mute-audio", "--hide-scrollbars"),
    *("--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required"),
    "--remote-debugging-port=0",
)
DESK, PHONE = (1280, 860), (390, 844)


class Page:
    """One tab."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.problems: list[str] = []
        """Exceptions, errors on the console, and what the page's policy blocked."""

    async def read(self) -> None:
        """Take what the browser says until the tab is closed."""
        async for text in self._socket:
            message = json.loads(text)
            waiting = self._waiting.pop(message.get("id", 0), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(message)
            told = message.get("params", {})
            if message.get("method") == "Runtime.exceptionThrown":
                self.problems.append(json.dumps(told["exceptionDetails"])[:500])
            if message.get("method") == "Log.entryAdded" and told["entry"]["level"] == "error":
                self.problems.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the browser to do something."""
        number = next(self._numbers)
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        async with asyncio.timeout(60):
            answer = await waiting
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def js(self, expression: str) -> Any:
        """Evaluate an expression, which may be a promise, and return its value."""
        result = await self.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    async def until(self, expression: str, seconds: float = 30) -> None:
        """Wait until an expression is true."""
        try:
            async with asyncio.timeout(seconds):
                while not await self.js(f"Boolean({expression})"):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            shown = await self.js("document.body.innerText")
            raise AssertionError(f"never: {expression}\n{self.problems}\n{shown}") from None

    async def open(self, url: str) -> None:
        """Go to a page and wait until it has loaded."""
        await self.send("Page.navigate", url=url)
        here = url.partition("#")[0]
        await self.until(f"location.href.startsWith({here!r}) && document.readyState == 'complete'")

    async def text(self, selector: str) -> str:
        """Return the text of an element as it is shown."""
        return str(await self.js(f"document.querySelector({selector!r})?.innerText ?? ''"))

    async def click(self, selector: str) -> None:
        """Click in the middle of an element, as a hand does."""
        find = f"document.querySelector({selector!r})"
        await self.js(f"{find}.scrollIntoView({{block: 'center'}})")
        x, y = await self.js(
            f"(r => [r.x + r.width / 2, r.y + r.height / 2])({find}.getBoundingClientRect())"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.send(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )

    async def type(self, text: str) -> None:
        """Type into what has the focus, and press Enter."""
        await self.send("Input.insertText", text=text)
        for kind in ("keyDown", "keyUp"):
            await self.send(
                "Input.dispatchKeyEvent",
                type=kind,
                key="Enter",
                code="Enter",
                text="\r",
                windowsVirtualKeyCode=13,
            )

    async def size(self, width: int, height: int, *, dark: bool = False) -> None:
        """Show the page on another screen."""
        await self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        scheme = "dark" if dark else "light"
        await self.send(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )

    async def picture(self) -> bytes:
        """Return a picture (PNG) of what is on the screen."""
        shot = await self.send("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])


@contextlib.asynccontextmanager
async def browser(
    folder: Path, *, microphone: Path | None = None, allowed: bool = True
) -> AsyncIterator[Page]:
    """Run a browser with an empty profile in ``folder``; yields its only tab.

    Args:
        folder: Takes the profile.
        microphone: WAV file that the fake microphone hears, once; else it beeps.
        allowed: Whether pages may use the microphone; else they are refused.
    """
    assert CHROMIUM, WHY_NOT
    flags = [*_FLAGS, f"--user-data-dir={folder / 'profile'}"]
    flags += ["--use-fake-ui-for-media-stream"] if allowed else ["--deny-permission-prompts"]
    flags += [f"--use-file-for-fake-audio-capture={microphone}%noloop"] if microphone else []
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *flags,
        "about:blank",
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        base = await asyncio.wait_for(_address(process), 60)
        async with connect(await _tab(base), max_size=None) as socket:
            page = Page(socket)
            reading = asyncio.create_task(page.read())
            try:
                for domain in ("Page", "Runtime", "Log"):
                    await page.send(f"{domain}.enable")
                await page.size(*DESK)
                yield page
            finally:
                reading.cancel()
                await asyncio.wait({reading})
    finally:
        process.terminate()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for line in process.stderr:
        if b"DevTools listening on ws://" in line:
            return line.decode().split("ws://")[1].split("/")[0]
    raise AssertionError("the browser did not start")


async def _tab(base: str) -> str:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        while True:
            found = await (await session.get(f"http://{base}/json")).json(content_type=None)
            for one in found:
                if one["type"] == "page":
                    return str(one["webSocketDebuggerUrl"])
            await asyncio.sleep(0.05)
