"""The ``demo`` command: a scripted call to a real server, shown live and written down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

from rich.console import Console

from voice_agent.audio.levels import Samples
from voice_agent.core.events import Transcribed
from voice_agent.core.resources import pipelines_folder
from voice_agent.demo.display import REFRESH_S, Display, choose_display, dashboard, save_svg
from voice_agent.demo.plain import print_line
from voice_agent.demo.script import Script, load_script
from voice_agent.demo.summary import LineResult, compare, print_summary, summary_table
from voice_agent.demo.view import CallView
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.line import Line
from voice_agent.phone.measure import v2v_ms
from voice_agent.phone.recording import read_audio, write_recording, write_trace
from voice_agent.phone.values import CallError, Utterance

_TALKING_DBFS = -45.0
MAKE_IT_YOURS = "Make it yours: voice-agent init my-agent (docs/intro/make-it-yours.md)"
_REDRAW_AT_LEAST_MS = 1000.0


async def run_demo(
    pipeline: str,
    out_folder: Path,
    console: Console,
    *,
    start_server: Callable[[], AbstractAsyncContextManager[str]],
    script_path: Path | None = None,
    svg: Path | None = None,
    rows: Callable[[], Sequence[str]] = tuple,
    rate_hz: int = 16000,
    timeout_s: float = 20.0,
) -> int:
    """Run the scripted call of a pipeline against a server and show it.

    Args:
        pipeline: Name of a shipped pipeline, or a pipeline file ``FOLDER/NAME.yaml``; the
            script is ``NAME/demo/script.yaml`` beside it.
        out_folder: Where the stereo WAV and the JSON trace go.
        console: Where it is shown: live on a terminal, as lines elsewhere.
        start_server: Starts the server; yields its base URL (``ws://127.0.0.1:8765``).
        script_path: Another script.
        svg: Where a picture of the last screen goes.
        rows: Returns what the call has changed, a line each, to be shown below the summary.
        rate_hz: Rate of the line.
        timeout_s: How long an answer may take.

    Returns:
        0 when every line was answered (a line whose route or intent is not the expected
        one is shown as a warning), 1 when the call failed.

    Raises:
        ConfigError: The script is wrong.
        AudioError: A file of the script cannot be read.
    """
    given = Path(pipeline)
    folder = given.parent if given.suffix in (".yaml", ".yml") else pipelines_folder()
    script = load_script(script_path or folder / given.stem / "demo" / "script.yaml")
    recordings = [read_audio(script.folder / line.file, rate_hz) for line in script.lines]
    view = CallView(given.stem, script.title)
    display = choose_display(console, view)
    failure: str | None = None
    with display:
        async with start_server() as base:
            caller = make_line(url=base, rate_hz=rate_hz, noise_dbfs=script.noise_dbfs)
            run = _Run(script, recordings, caller, view, timeout_s * 1000.0)
            try:
                async with caller, _shown(caller, view, display):
                    await run.talk()
            except CallError as error:
                failure = str(error)
        view.state = "ended"
        display.refresh(caller.playback.queue_end_ms, -96.0, -96.0)
    for line, result in zip(script.lines, run.results, strict=True):
        compare(line, result, view)
    print_summary(console, run.results, view)
    for row in rows():
        print_line(console, row)
    for file in _write(out_folder, run, failure, svg):
        print_line(console, f"wrote {file}")
    print_line(console, f"the demo failed: {failure}" if failure else MAKE_IT_YOURS)
    return 1 if failure else 0


class _Run:
    """One run of a script: speaks its lines and notes what came of them."""

    def __init__(
        self,
        script: Script,
        recordings: list[Samples],
        caller: Line,
        view: CallView,
        timeout_ms: float,
    ) -> None:
        self.script = script
        self.caller = caller
        self.view = view
        self.results = [LineResult(line.text) for line in script.lines]
        self._recordings = recordings
        self._timeout_ms = timeout_ms

    async def talk(self) -> None:
        """Speak all lines.

        Raises:
            CallError: A line was not answered, or the call broke.
        """
        await wait.until_agent_finishes(self.caller, timeout_ms=self._timeout_ms)
        before: Utterance | None = None
        for number, result in enumerate(self.results):
            try:
                before = await self._say(number, result, before)
            except CallError as error:
                result.failure = str(error)
                raise

    async def _say(self, number: int, result: LineResult, before: Utterance | None) -> Utterance:
        line = self.script.lines[number]
        if line.interrupt_after_ms is not None and before is not None:
            started = await wait.until_agent_starts(
                self.caller, before.speech_end_ms, self._timeout_ms
            )
            await self.caller.clock.sleep_until(started + line.interrupt_after_ms)
            self._note_answer(self.results[number - 1], before)
        else:
            await self.caller.clock.sleep(self.script.think_ms)
        self.view.note = line.note
        said = await self.caller.speak(self._recordings[number])
        result.start_ms, result.speech_end_ms = said.start_ms, said.speech_end_ms
        if not self._is_interrupted(number):
            await wait.until_agent_finishes(self.caller, said, timeout_ms=self._timeout_ms)
            self._note_answer(result, said)
        return said

    def _is_interrupted(self, number: int) -> bool:
        following = self.script.lines[number + 1 : number + 2]
        return bool(following) and following[0].interrupt_after_ms is not None

    def _note_answer(self, result: LineResult, said: Utterance) -> None:
        result.v2v_ms = v2v_ms(self.caller.playback, said)
        # The server may take an utterance for two turns; the last one has the whole answer.
        for received in self.caller.log:
            event = received.event
            if isinstance(event, Transcribed) and event.turn > said.after_turn:
                result.turn = event.turn
        if result.turn is not None:
            self.view.turn(result.turn).heard_v2v_ms = result.v2v_ms


@asynccontextmanager
async def _shown(caller: Line, view: CallView, display: Display) -> AsyncIterator[None]:
    """Show the call while the block runs, and hang up at its end."""

    async def follow() -> None:
        async for received in caller.events():
            view.apply(received.event)
            display.on_event(received)

    async def redraw() -> None:
        drawn_ms = 0.0
        while True:
            now = caller.clock.now_ms()
            levels = caller.microphone.level_dbfs(), caller.playback.level_dbfs(now)
            # Drawing takes some 10 ms of the process that may also run the server: not while
            # the caller waits for an answer, or the demo would slow down what it shows.
            if max(levels) > _TALKING_DBFS or now - drawn_ms > _REDRAW_AT_LEAST_MS:
                display.refresh(now, *levels)
                drawn_ms = now
            await asyncio.sleep(REFRESH_S)

    following = asyncio.create_task(follow(), name="demo-follow")
    redrawing = asyncio.create_task(redraw(), name="demo-redraw")
    try:
        yield
    finally:
        await caller.hangup()
        await following
        redrawing.cancel()
        with suppress(asyncio.CancelledError):
            await redrawing


def _write(out_folder: Path, run: _Run, failure: str | None, svg: Path | None) -> list[Path]:
    caller, view = run.caller, run.view
    stem = f"{view.pipeline}-{view.call_id[:8] or 'call'}"
    out_folder.mkdir(parents=True, exist_ok=True)
    files = [out_folder / f"{stem}.wav", out_folder / f"{stem}.json"]
    write_recording(files[0], caller)
    head = {
        "pipeline": view.pipeline,
        "title": view.title,
        "call_id": view.call_id,
        "rate_hz": caller.rate_hz,
        "failure": failure,
        "max_send_lag_ms": round(caller.max_send_lag_ms, 1),
    }
    write_trace(files[1], head, run.results, caller.log)
    if svg is not None:
        svg.parent.mkdir(parents=True, exist_ok=True)
        screens = [
            dashboard(view, 100, 30, caller.playback.queue_end_ms),
            summary_table(run.results, view),
        ]
        save_svg(svg, f"voice-agent demo: {view.title}", screens)
        files.append(svg)
    return files
