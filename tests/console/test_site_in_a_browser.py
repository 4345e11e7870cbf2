"""The call page and the console in headless Chromium: one call by voice, with the real models."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from browser import CHROMIUM, PHONE, WHY_NOT, Page, browser
from exchange import MakeExchange
from speaking import microphone

from voice_agent.calls.record import RecordStore
from voice_agent.config.load import load_pipeline
from voice_agent.console.site import console_site
from voice_agent.pipeline.assembly import Engines, load_engines
from voice_agent.server.server import Server
from voice_agent.testing.server import running_server

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT),
]
PATIENCE_MS = 30_000
ROOT = Path(__file__).parents[2]
AXE = Path(os.environ.get("AXE_CORE") or ROOT / "node_modules" / "axe-core" / "axe.min.js")
_FAULTS = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
    .filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => [one.id, ...one.nodes.map(node => node.html + ' ' + node.failureSummary)]))"""

_KEEP_STREAM = """(devices => {
    const ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async wanted => window.stream = await ask(wanted);
})(navigator.mediaDevices)"""

_DEAF = """Object.defineProperty(MessagePort.prototype, 'onmessage', {set() {}}), 0"""
"""The page never takes a sample of what the sound card has heard."""


def axe() -> str:
    """Return axe-core if it is installed (``npm install axe-core``, or ``AXE_CORE`` says where)."""
    return AXE.read_text(encoding="utf-8") if AXE.is_file() else ""


async def no_barrier(page: Page) -> None:
    """Look for what keeps people out who cannot see or hold a mouse."""
    if script := axe():
        await page.js(f"{script};0")
        assert await page.js(_FAULTS) == []


@pytest.fixture(scope="module")
def engines() -> Engines:
    """Load the bank's; a slow machine answers late, and right all the same."""
    config = load_pipeline("bank")
    patient = {"deadline_ms": PATIENCE_MS}
    stages = {name: stage.model_copy(update=patient) for name, stage in config.stages.items()}
    late = {"stages": stages, "turn_deadline_ms": PATIENCE_MS}
    return load_engines(config.model_copy(update=late))


@pytest.fixture
async def base(engines: Engines, tmp_path: Path) -> AsyncIterator[str]:
    records = RecordStore.open(f"sqlite:///{tmp_path}/calls.sqlite", "bank")
    server = Server(config=engines.config, records=records, engines=engines)
    async with running_server(server, [console_site(server)]) as url:
        yield url.replace("ws://", "http://")


async def test_a_call_is_held_and_its_story_is_told(base: str, tmp_path: Path) -> None:
    wav = microphone(tmp_path / "said.wav", after_s=1.2)
    async with browser(tmp_path, microphone=wav) as page:
        await page.open(f"{base}/")
        await page.until("document.querySelector('#title').innerText == 'Call Harbour Bank'")
        await page.click("#call")
        # The question is spoken into the greeting, which is cut off.
        await page.until(
            "document.querySelector('.talk .caller')?.innerText.match(/balance on my/)"
        )
        await page.until("[...document.querySelectorAll('.agent')].at(-1).innerText.match(/PIN/)")
        await page.until("document.querySelectorAll('#last .stage').length >= 6")
        assert "check_balance" in await page.text(".talk .why")
        await page.click("#keys-toggle")
        for key in "4471#":
            number = "123456789*0#".index(key) + 1
            await page.click(f"#keypad button:nth-child({number})")
        await page.until("document.querySelector('#captions').innerText.match(/balance is/)")
        assert "4471" not in await page.text("body")
        await page.js("document.querySelector('#text').focus()")
        await page.type("What are your fees for wire transfers?")
        await page.until("document.querySelector('#captions').innerText.match(/fees for wire/)")
        await page.until("document.querySelectorAll('.talk .agent').length >= 4")
        await no_barrier(page)
        await page.size(*PHONE)
        assert await page.js("document.documentElement.scrollWidth") == PHONE[0]
        await page.click("#hangup")
        await page.until("document.querySelector('#state').innerText == 'call over'")
        assert await page.js("document.querySelector('#problem').hidden")

        await page.open(f"{base}/console#calls")
        await page.until("document.querySelector('tbody a')")
        await page.click("tbody a")
        await page.until("document.querySelectorAll('.turn').length >= 2")
        story = await page.text("#view")
        for told in ("check_balance", "[pin]", "playbook", "of 50 ms"):
            assert told in story
        assert await page.js("document.documentElement.scrollWidth") == PHONE[0]
        await no_barrier(page)
        await page.js("location.hash = '#try'")
        await page.until("document.querySelector('#sentence')")
        await page.js("document.querySelector('#sentence').focus()")
        await page.type("I want to talk to somebody")
        await page.until("document.querySelector('.tried .route-human')")
        assert page.problems == []


async def test_a_spoken_sentence_is_tried(base: str, tmp_path: Path) -> None:
    wav = microphone(tmp_path / "said.wav", after_s=0.5)
    async with browser(tmp_path, microphone=wav) as page:
        await try_box(page, base)
        await page.click("#speak")
        await page.until("document.querySelector('#speak').innerText == 'Stop'")
        await no_barrier(page)
        await page.until("document.querySelector('#spoken').innerText >= '0:03'")
        await page.click("#speak")
        await page.until("document.querySelector('.tried .card')")
        assert "balance" in await page.js("document.querySelector('#sentence').value")
        assert "check_balance" in await page.text(".tried")
        assert await page.text("#speak") == "Speak"
        await no_barrier(page)
        await page.size(*PHONE)
        assert await page.js("document.documentElement.scrollWidth") == PHONE[0]
        assert page.problems == []


async def test_a_sentence_that_cannot_be_heard_is_said_in_plain_words(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    async with exchange(sites=lambda server: [console_site(server)]) as line:
        base = line.url.replace("ws://", "http://")
        for allowed, told in ((True, "Nothing was heard."), (False, "may not use the microphone.")):
            async with browser(tmp_path, allowed=allowed) as page:
                await try_box(page, base)
                await page.click("#speak")
                if allowed:
                    await page.until("document.querySelector('#speak').innerText == 'Stop'")
                    await page.until("document.querySelector('#spoken').innerText")
                    await page.click("#speak")
                await page.until(
                    f"document.querySelector('#view [role=alert]').innerText.includes('{told}')"
                )
                assert await page.text("#speak") == "Speak"


async def test_who_stops_before_the_first_sample_has_said_nothing(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    async with (
        exchange(sites=lambda server: [console_site(server)]) as line,
        browser(tmp_path) as page,
    ):
        await try_box(page, line.url.replace("ws://", "http://"))
        await page.js(_DEAF)
        await page.click("#speak")
        await page.until("document.querySelector('#speak').innerText == 'Stop'")
        await page.click("#speak")
        await page.until(
            "document.querySelector('#view [role=alert]').innerText.includes('Nothing was heard.')"
        )
        assert line.stt.heard_ms == []
        assert page.problems == []


async def test_who_leaves_the_box_leaves_no_microphone_open(
    exchange: MakeExchange, tmp_path: Path
) -> None:
    async with (
        exchange(sites=lambda server: [console_site(server)]) as line,
        browser(tmp_path) as page,
    ):
        await try_box(page, line.url.replace("ws://", "http://"))
        await page.js(_KEEP_STREAM)
        await page.click("#speak")
        await page.until("document.querySelector('#speak').innerText == 'Stop'")
        assert await page.js("stream.getTracks()[0].readyState") == "live"
        await page.js("location.hash = '#live'")
        await page.until("stream.getTracks()[0].readyState == 'ended'")
        assert line.stt.heard_ms == []
        assert page.problems == []


async def try_box(page: Page, base: str) -> None:
    await page.open(f"{base}/console#try")
    await page.until("document.querySelector('#speak')")


async def test_what_goes_wrong_is_said_in_plain_words(
    exchange: MakeExchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_AGENT_SECRET", "s" * 32)
    async with browser(tmp_path, allowed=False) as page:

        async def told(words: str) -> None:
            await page.until(
                f"document.querySelector('#problem').innerText.includes({json.dumps(words)})"
            )

        async with exchange() as line:
            await page.open(f"{line.url.replace('ws://', 'http://')}/#token=x")
            await page.until("document.querySelector('#title').innerText == 'Call test'")
            assert "token" not in await page.js("location.href")
            await page.click("#call")
            await told("The browser may not use the microphone.")
            await page.click("#silent")
            await told("refused the token")
            await page.js("document.querySelector('#token').value = ''")
            await page.click("#call")
            await page.until("!document.querySelector('#silent').hidden")
            await page.click("#silent")
            await told("asks for a token")
        await page.click("#call")
        await page.until("!document.querySelector('#silent').hidden")
        await page.click("#silent")
        await told("cannot be reached")
