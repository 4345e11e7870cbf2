"""The contract of a carrier, as a list of checks: a phone of the carrier calls it in memory.

``voice_agent.testing.carrier.check(CARRIER)`` runs them; no test framework is needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np

from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ, from_pcm, rms_dbfs
from voice_agent.audio.resample import resample
from voice_agent.calls.info import CallInfo
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Ended, Event, Interrupted, Ready, Replied
from voice_agent.phone.carriers import codec_of
from voice_agent.phone.codec import Clear, Heard, PhoneCodec, Sound
from voice_agent.testing.kit import Kit, Probe, Step, does_not_grow, expect
from voice_agent.testing.report import Report
from voice_agent.testing.sounds import vowel
from voice_agent.testing.wire import MemoryWire
from voice_agent.transport.base import (
    KEYS,
    Audio,
    Carrier,
    Connection,
    Hangup,
    Key,
    Message,
    Problem,
    Refusal,
    Text,
)
from voice_agent.transport.guard import MAX_AHEAD_S, MAX_MESSAGE_BYTES, SizeLimit

_FRAME_S = 0.02
_SPOKEN_S = 1.0
_LATE_S = 0.06
_LOUDER_DB = 3.0
_ANSWER_S = 2.0
_ENDLESS = 20_000
_SECRET = "secret-0815"
_GARBAGE: tuple[str | bytes, ...] = (
    "", b"", b"\x00", b"\xff\xfe\xfd", "{", "[]", "7", "null", '"x"', "{}", "[" * 20_000,
    _SECRET, f'{{"type": "{_SECRET}"}}', f'{{"event": "{_SECRET}"}}',
    '{"type": {}}', '{"event": []}', '{"event": "media"}', '{"event": "dtmf", "dtmf": {}}',
    '{"event": "media", "media": {"payload": "secret-0815\u2603"}}',
    '{"type": "dtmf", "digit": []}',
)  # fmt: skip
_EVENTS: tuple[Event, ...] = (
    Ready(call_id="c1"),
    Replied(call_id="c1", turn=1, t_ms=1.5, text="na\u00efve \u5927", source="playbook"),
    Interrupted(call_id="c1", turn=1, spoken="na\u00efve"),
    Ended(call_id="c1", reason="completed"),
)


class Caller:
    """A phone that has called a carrier, and the server's end of the line.

    Args:
        wire: Between them.
        codec: The phone's half.
        connection: The server's half.
    """

    def __init__(self, wire: MemoryWire, codec: PhoneCodec, connection: Connection) -> None:
        self.wire = wire
        self.codec = codec
        self.connection = connection

    def say(self, samples: Samples) -> None:
        """Send (n,) int16 samples at the line's rate, 20 ms a message."""
        size = round(self.codec.rate_hz * _FRAME_S)
        for start in range(0, samples.size, size):
            self.wire.put(self.codec.audio(samples[start : start + size]))

    async def receive(self) -> Message | None:
        """Wait for the server's next message of this caller, not for ever."""
        async with asyncio.timeout(_ANSWER_S):
            return await self.connection.receive()

    async def rest(self) -> list[Message]:
        """Hang up without a goodbye; return everything the server has not received yet."""
        self.wire.hang_up()
        found: list[Message] = []
        while (message := await self.receive()) is not None:
            found.append(message)
            expect(len(found) < _ENDLESS, "receives without end from a caller who is gone")
        return found

    def heard(self) -> list[Heard]:
        """Take everything the phone was sent."""
        found = [heard for message in self.wire.sent for heard in self.codec.read(message)]
        self.wire.sent.clear()
        return found


class CarrierProbe(Probe):
    """A carrier, and phones to call it with.

    Args:
        carrier: The carrier.
        phone: Makes the caller's half; that which the carrier names by default.
        only: Run only the checks whose description contains this.
        options: See ``Probe``.
    """

    def __init__(
        self,
        carrier: Any,
        *,
        phone: Callable[[], PhoneCodec] | None = None,
        only: str = "",
        **options: Any,
    ) -> None:
        super().__init__("carrier", carrier, **options)
        self.carrier: Carrier = carrier
        self.only = only
        self.info = EngineInfo(str(getattr(carrier, "name", carrier)))
        self._phone = phone or (lambda: codec_of(carrier))

    def codec(self) -> PhoneCodec:
        """Make a phone."""
        return self._phone()

    def wire(self, codec: PhoneCodec) -> MemoryWire:
        """Make a wire on which nothing was sent yet, with the phone's URL."""
        url = codec.url(f"ws://127.0.0.1:8765{self.carrier.path}")
        return MemoryWire(dict(parse_qsl(urlsplit(url).query)))

    async def connect(self, wire: MemoryWire) -> Connection:
        """Connect as the server does, not for ever."""
        async with asyncio.timeout(_ANSWER_S):
            return await self.carrier.connect(SizeLimit(wire))

    @asynccontextmanager
    async def calling(self) -> AsyncIterator[Caller]:
        """Hold a call."""
        codec = self.codec()
        wire = self.wire(codec)
        wire.put(*codec.opening())
        yield Caller(wire, codec, await self.connect(wire))
        wire.hang_up()

    def speech(self, codec: PhoneCodec, seconds: float = _SPOKEN_S) -> Samples:
        """Return speech at the rate of a phone."""
        return resample(vowel(seconds), LISTEN_HZ, codec.rate_hz)


async def _shape(probe: CarrierProbe) -> None:
    carrier = probe.engine
    kind = type(carrier).__name__
    expect(isinstance(carrier, Carrier), f"is a {kind}; expected voice_agent.transport.Carrier")
    own = not carrier.path  # A listener of its own.
    expect(own or carrier.path.startswith("/"), f"is served on '{carrier.path}'; expected a path")
    probe.codec()


async def _connects(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        info, codec = caller.connection.info, caller.codec
        expect(isinstance(info, CallInfo), f"info is a {type(info).__name__}; expected CallInfo")
        expect(
            info.carrier == probe.carrier.name,
            f"says the call is '{info.carrier}'; expected '{probe.carrier.name}'",
        )
        expect(
            info.rate_hz == codec.rate_hz, f"speaks at {info.rate_hz}, phones at {codec.rate_hz} Hz"
        )


async def _hears(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        spoken = probe.speech(caller.codec)
        frames = round(_SPOKEN_S / _FRAME_S)
        caller.say(spoken)
        received = await caller.rest()
        audio = [message for message in received if isinstance(message, Audio)]
        others = [message for message in received if not isinstance(message, Audio)]
        expect(not others, f"receives {others[:1]} where only audio was sent")
        heard = from_pcm(b"".join(message.pcm for message in audio))
        _same_sound(spoken, caller.codec.rate_hz, heard, LISTEN_HZ, "hears")
        expect(
            len(audio) >= frames - 3,
            f"hands {frames} messages of audio on in {len(audio)}: it holds audio back",
        )


async def _is_heard(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        rate_hz = caller.connection.info.rate_hz
        spoken = probe.speech(caller.codec)
        size = 2 * round(rate_hz * _FRAME_S)
        pcm = spoken.tobytes()
        for start in range(0, len(pcm), size):
            await caller.connection.send_audio(pcm[start : start + size])
        heard = caller.heard()
        sounds = [one.samples for one in heard if isinstance(one, Sound)]
        expect(bool(sounds), "sends no audio")
        expect(len(sounds) == len(heard), f"sends {heard[:1]} where only audio was to be sent")
        _same_sound(spoken, rate_hz, np.concatenate(sounds), rate_hz, "sends")


def _same_sound(spoken: Samples, spoken_hz: int, heard: Samples, heard_hz: int, does: str) -> None:
    seconds, wanted_s = heard.size / heard_hz, spoken.size / spoken_hz
    expect(
        wanted_s - _LATE_S <= seconds <= wanted_s + _LATE_S / 2,
        f"{does} {seconds:.2f} s of {wanted_s:.2f} s of speech",
    )
    off = rms_dbfs(heard) - rms_dbfs(spoken)
    expect(abs(off) < _LOUDER_DB, f"{does} speech {off:+.0f} dB off its level: is it garbled?")


async def _keys(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        keys = sorted(KEYS)
        for digit in keys:
            caller.wire.put(caller.codec.key(digit))
        received = await caller.rest()
        expect(
            received == [Key(digit) for digit in keys],
            f"receives {received[:3]}... for the keys {''.join(keys)}",
        )


async def _typed(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        message = caller.codec.typed("na\u00efve \u5927")
        if message is None:
            return
        caller.wire.put(message)
        received = await caller.rest()
        expect(received == [Text("na\u00efve \u5927")], f"receives {received} for a typed turn")


async def _hangs_up(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        caller.wire.put(caller.codec.hangup())
        received = await caller.rest()
        expect(received == [Hangup()], f"receives {received} when the caller hangs up")


async def _gone(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        await caller.rest()
        again = await caller.receive()
        expect(again is None, f"receives {again} from a caller who is gone")
        await caller.connection.clear()
        try:
            await caller.connection.send_audio(bytes(640))
        except ConnectionError:
            return
        expect(False, "send_audio to a caller who is gone raises nothing; expected ConnectionError")


async def _gone_early(probe: CarrierProbe) -> None:
    codec = probe.codec()
    opening = codec.opening()
    for count in range(len(opening)):
        wire = probe.wire(codec)
        wire.put(*opening[:count])
        wire.hang_up()
        try:
            await probe.connect(wire)
        except ConnectionError:
            continue
        expect(False, f"connects after {count} of {len(opening)} opening messages")


async def _wrong_opening(probe: CarrierProbe) -> None:
    for message in (*_GARBAGE, bytes(MAX_MESSAGE_BYTES + 1), probe.codec().hangup()):
        codec = probe.codec()
        wire = probe.wire(codec)
        wire.put(message, message)
        wire.hang_up()
        try:
            await probe.connect(wire)
        except (ProtocolError, ConnectionError) as error:
            _keeps_secret(error)


async def _garbage(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        caller.wire.put(*_GARBAGE)
        caller.say(probe.speech(caller.codec))
        received = await caller.rest()
        for problem in received:
            if isinstance(problem, Problem):
                expect(not problem.fatal, f"ends the call over garbage: {problem.error}")
                _keeps_secret(problem.error)
        expect(
            any(isinstance(message, Problem) for message in received),
            "tells nothing of garbage; expected a Problem",
        )
        audio = sum(len(message.pcm) for message in received if isinstance(message, Audio))
        expect(audio > LISTEN_HZ, "does not hear a caller who sent garbage before")


def _keeps_secret(error: Exception) -> None:
    said = str(error)
    expect(
        _SECRET not in said and "\u2603" not in said,
        f"repeats what a client sent in an error, which is logged: {said[:60]!r}",
    )


async def _huge(probe: CarrierProbe) -> None:
    for message in ("x" * (MAX_MESSAGE_BYTES + 1), bytes(MAX_MESSAGE_BYTES + 2)):
        async with probe.calling() as caller:
            caller.wire.put(message)
            received = await caller.rest()
            fatal = [one for one in received if isinstance(one, Problem) and one.fatal]
            expect(bool(fatal), f"receives {received} for a message over 64 KiB; expected a fatal "
                   "Problem")  # fmt: skip


async def _ahead(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        speech = probe.speech(caller.codec)
        for _ in range(int(MAX_AHEAD_S) + 5):
            caller.say(speech)
        received = await caller.rest()
        heard = sum(len(one.pcm) for one in received if isinstance(one, Audio)) / (2 * LISTEN_HZ)
        expect(
            heard <= MAX_AHEAD_S + 2,
            f"takes {heard:.0f} s of audio at once; make its connection a WireConnection, whose "
            f"guard stops at {MAX_AHEAD_S:.0f} s",
        )
        expect(
            any(isinstance(one, Problem) for one in received),
            "drops audio far ahead of real time and tells nothing; expected a Problem",
        )


async def _out_of_order(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        caller.wire.put(*caller.codec.opening())
        caller.wire.put(caller.codec.hangup())
        caller.say(probe.speech(caller.codec))
        caller.wire.put(*caller.codec.opening(), caller.codec.hangup())
        received = await caller.rest()
        hangups = [message for message in received if isinstance(message, Hangup)]
        expect(len(hangups) == 2, f"receives {len(hangups)} of 2 hang-ups amid other messages")


async def _clears(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        await caller.connection.send_audio(bytes(640))
        caller.heard()
        await caller.connection.clear()
        if caller.codec.gives_events:
            await caller.connection.send_event(Interrupted(spoken=""))
        if not caller.codec.drops_audio:
            expect(not caller.wire.sent, f"sends {caller.wire.sent[:1]} though nothing is dropped")
            return
        expect(Clear() in caller.heard(), "an interruption does not drop what was sent")


async def _events(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        for event in _EVENTS:
            await caller.connection.send_event(event)
        told = [heard for heard in caller.heard() if not isinstance(heard, Clear)]
        if not caller.codec.gives_events:
            expect(not told, f"sends {told[:1]} though it has no events")
            return
        expect(told == list(_EVENTS), f"sends {told[:2]}... as events; expected {_EVENTS[:2]}...")


async def _two(probe: CarrierProbe) -> None:
    async with probe.calling() as alone:
        alone.say(probe.speech(alone.codec))
        wanted = await alone.rest()
    async with probe.calling() as one, probe.calling() as other:
        speech = probe.speech(one.codec)
        size = round(one.codec.rate_hz * _FRAME_S)
        heard = []
        for start in range(0, speech.size, size):
            one.say(speech[start : start + size])
            other.say(-speech[start : start + size])
            heard.append(await one.receive())
            await other.receive()
        expect(heard == wanted, "two calls at once disturb each other: do they share a codec?")


async def _memory(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        samples = probe.speech(caller.codec, _FRAME_S)

        async def back_and_forth() -> None:
            caller.wire.put(caller.codec.audio(samples))
            await caller.receive()
            await caller.connection.send_audio(bytes(640))
            caller.wire.sent.clear()

        await does_not_grow(back_and_forth)


async def _refuses(probe: CarrierProbe) -> None:
    for kind in ("busy", "not_ready", "protocol"):
        wire = probe.wire(probe.codec())
        await probe.carrier.refuse(wire, Refusal(kind, "not now"))
        expect(wire.closed is not None, f"leaves the line open when it refuses a call ({kind})")
        gone = probe.wire(probe.codec())
        gone.hang_up()
        await probe.carrier.refuse(gone, Refusal(kind, "not now"))


async def _closes(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        await caller.connection.close(1000, "completed")
        await caller.connection.close(1000, "completed")
        expect(caller.wire.closed is not None, "does not close the line")


def _steps(probe: CarrierProbe) -> Sequence[Step[CarrierProbe]]:
    steps: Sequence[Step[CarrierProbe]] = (
        ("is a carrier with a path and a phone", _shape),
        ("makes a connection and says at which rate it speaks", _connects),
        ("hears the caller, at once and at the right level", _hears),
        ("is heard by the caller, whole and at the right level", _is_heard),
        ("receives every key of a telephone", _keys),
        ("receives a typed turn, if its phone can type", _typed),
        ("receives the caller's hang-up", _hangs_up),
        ("notices a caller who goes away", _gone),
        ("notices a caller who goes away before the call began", _gone_early),
        ("refuses another opening than its own, and nothing worse", _wrong_opening),
        ("survives garbage, tells it and repeats nothing of it", _garbage),
        ("ends the call at a message over 64 KiB", _huge),
        ("drops audio far ahead of real time", _ahead),
        ("survives messages in another order than expected", _out_of_order),
        ("drops what was sent when the agent is interrupted", _clears),
        ("sends the events of the call, or none of them", _events),
        ("keeps calls apart", _two),
        ("needs no more memory the longer a call is", _memory),
        ("tells a caller who is not let in, and closes", _refuses),
        ("closes the line, also twice", _closes),
    )
    return [step for step in steps if probe.only in step[0] or step[1] is _shape]


KIT = Kit(CarrierProbe, _steps)


def check(carrier: Any, **options: Any) -> Report:
    """Hold a carrier to its contract.

    Args:
        carrier: A ``Carrier``.
        options: See ``CarrierProbe``.
    """
    return KIT.check(carrier, **options)
