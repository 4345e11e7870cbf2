"""The contract of a carrier, as a list of checks: a phone of the carrier calls it in memory.

``voice_agent.testing.carrier.check(CARRIER)`` runs them; no test framework is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ, from_pcm, rms_dbfs
from voice_agent.calls.info import CallInfo
from voice_agent.core.events import Ended, Event, Interrupted, Ready, Replied
from voice_agent.phone.codec import Clear, Sound
from voice_agent.testing import carrier_misuse as misuse
from voice_agent.testing.carrier_caller import FRAME_S, SPOKEN_S, CarrierProbe
from voice_agent.testing.kit import Kit, Step, does_not_grow, expect
from voice_agent.testing.report import Report
from voice_agent.transport.base import (
    KEYS,
    Audio,
    Carrier,
    Hangup,
    Key,
    Refusal,
    Text,
)

_LATE_S = 0.06
_LOUDER_DB = 3.0
_EVENTS: tuple[Event, ...] = (
    Ready(call_id="c1"),
    Replied(call_id="c1", turn=1, t_ms=1.5, text="na\u00efve \u5927", source="playbook"),
    Interrupted(call_id="c1", turn=1, spoken="na\u00efve"),
    Ended(call_id="c1", reason="completed"),
)


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
        frames = round(SPOKEN_S / FRAME_S)
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
        size = 2 * round(rate_hz * FRAME_S)
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
        size = round(one.codec.rate_hz * FRAME_S)
        heard = []
        for start in range(0, speech.size, size):
            one.say(speech[start : start + size])
            other.say(-speech[start : start + size])
            heard.append(await one.receive())
            await other.receive()
        expect(heard == wanted, "two calls at once disturb each other: do they share a codec?")


async def _memory(probe: CarrierProbe) -> None:
    async with probe.calling() as caller:
        samples = probe.speech(caller.codec, FRAME_S)

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
        ("notices a caller who goes away before the call began", misuse.gone_early),
        ("refuses another opening than its own, and nothing worse", misuse.wrong_opening),
        ("survives garbage, tells it and repeats nothing of it", misuse.garbage),
        ("ends the call at a message over 64 KiB", misuse.huge),
        ("drops audio far ahead of real time", misuse.ahead),
        ("survives messages in another order than expected", misuse.out_of_order),
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
