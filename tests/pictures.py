"""Pictures of the pages for the docs: ``python -m tests.pictures`` holds a call and takes them.

Needs Chromium. Take them while the machine has nothing else to do: the bars are in the pictures.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import DESK, PHONE, Page, browser
from speaking import microphone

from voice_agent.calls.record import RecordStore
from voice_agent.config.load import load_pipeline
from voice_agent.console.site import console_site
from voice_agent.console.trying import Compared
from voice_agent.server.server import Server
from voice_agent.testing.server import running_server

OUT = ROOT / "docs" / "howto"
PATIENCE_S = 300


async def take(folder: Path) -> None:
    """Hold a call in a browser, and write the pictures into the docs."""
    config = load_pipeline("bank")
    records = RecordStore.open(f"sqlite:///{folder}/calls.sqlite", "bank")
    server = Server(config=config, records=records)
    sites = [console_site(server, edit=True, compared=Compared("barista"))]
    async with running_server(server, sites) as url:
        base = url.replace("ws://", "http://")
        wav = microphone(folder / "said.wav", after_s=4)
        async with browser(folder, microphone=wav) as page:
            await hold_call(page, base)
            await look_around(page, base)


async def hold_call(page: Page, base: str) -> None:
    """Hold a call with two answers; take pictures of it on a desk and on a telephone."""
    await page.open(f"{base}/")
    await page.until("document.querySelector('#title').innerText != 'Call the agent'", PATIENCE_S)
    await page.click("#call")
    await page.until("document.querySelector('#captions').innerText.match(/PIN/)", PATIENCE_S)
    await page.until("document.querySelector('#last .stage')", PATIENCE_S)
    await page.click("#keys-toggle")
    for key in "4471#":
        await page.click(f"#keypad button:nth-child({'123456789*0#'.index(key) + 1})")
    await page.until(
        "document.querySelector('#captions').innerText.match(/balance is/)", PATIENCE_S
    )
    await page.click("#keys-toggle")
    await page.js("scrollTo(0, 0)")
    await asyncio.sleep(2)
    await save(page, "browser.png")
    await page.size(*PHONE, dark=True)
    await save(page, "browser-phone.png")
    await page.size(*DESK)
    await page.click("#hangup")
    await page.until("document.querySelector('#state').innerText == 'call over'", PATIENCE_S)


async def look_around(page: Page, base: str) -> None:
    """Take pictures of the console."""
    await page.open(f"{base}/console#calls")
    await page.until("document.querySelector('tbody a')", PATIENCE_S)
    await page.click("tbody a")
    await page.until("document.querySelector('.turn')", PATIENCE_S)
    await save(page, "console-call.png")
    await page.js("location.hash = '#try'")
    await page.until("document.querySelector('#sentence')", PATIENCE_S)
    await page.js("document.querySelector('#sentence').focus()")
    await page.type("I want to move some money to my savings")
    await page.until("document.querySelectorAll('.tried .card').length == 2", PATIENCE_S)
    await save(page, "console-try.png")


async def save(page: Page, name: str) -> None:
    """Write what is on the screen into the docs."""
    await asyncio.sleep(0.3)
    file, picture = OUT / name, await page.picture()
    await asyncio.to_thread(file.write_bytes, picture)
    print(f"{file.relative_to(ROOT)}: {len(picture)} bytes")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(take(Path(made)))
