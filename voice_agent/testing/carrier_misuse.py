"""Checks of a carrier whose clients are broken or hostile: garbage, floods, disorder."""

from __future__ import annotations

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.core.clock import monotonic
from voice_agent.core.errors import ProtocolError
from voice_agent.testing.carrier_caller import CarrierProbe
from voice_agent.testing.kit import expect
from voice_agent.transport.base import Audio, Hangup, Problem
from voice_agent.transport.guard import MAX_AHEAD_S, MAX_MESSAGE_BYTES

_SECRET = "secret-0815"
_GARBAGE: tuple[str | bytes, ...] = (
    "", b"", b"\x00", b"\xff\xfe\xfd", "{", "[]", "7", "null", '"x"', "{}", "[" * 20_000,
    _SECRET, f'{{"type": "{_SECRET}"}}', f'{{"event": "{_SECRET}"}}',
    '{"type": {}}', '{"event": []}', '{"event": "media"}', '{"event": "dtmf", "dtmf": {}}',
    '{"event": "media", "media": {"payload": "secret-0815\u2603"}}',
    '{"type": "dtmf", "digit": []}',
)  # fmt: skip


async def gone_early(probe: CarrierProbe) -> None:
    """Check that a caller may go away before the call began."""
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


async def wrong_opening(probe: CarrierProbe) -> None:
    """Check that another opening is refused, and nothing worse happens."""
    for message in (*_GARBAGE, bytes(MAX_MESSAGE_BYTES + 1), probe.codec().hangup()):
        codec = probe.codec()
        wire = probe.wire(codec)
        wire.put(message, message)
        wire.hang_up()
        try:
            await probe.connect(wire)
        except (ProtocolError, ConnectionError) as error:
            _keeps_secret(error)


async def garbage(probe: CarrierProbe) -> None:
    """Check that garbage is told, and that the caller is heard all the same."""
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


async def huge(probe: CarrierProbe) -> None:
    """Check that a message over 64 KiB ends the call."""
    for message in ("x" * (MAX_MESSAGE_BYTES + 1), bytes(MAX_MESSAGE_BYTES + 2)):
        async with probe.calling() as caller:
            caller.wire.put(message)
            received = await caller.rest()
            fatal = [one for one in received if isinstance(one, Problem) and one.fatal]
            expect(bool(fatal), f"receives {received} for a message over 64 KiB; expected a fatal "
                   "Problem")  # fmt: skip


async def ahead(probe: CarrierProbe) -> None:
    """Check that audio far ahead of real time is dropped."""
    began = monotonic()
    async with probe.calling() as caller:
        speech = probe.speech(caller.codec)
        for _ in range(int(MAX_AHEAD_S) + 5):
            caller.say(speech)
        received = await caller.rest()
        heard = sum(len(one.pcm) for one in received if isinstance(one, Audio)) / (2 * LISTEN_HZ)
        # A busy machine takes a while, and has time for as much more.
        expect(
            heard <= MAX_AHEAD_S + 2 + monotonic() - began,
            f"takes {heard:.0f} s of audio at once; make its connection a WireConnection, whose "
            f"guard stops at {MAX_AHEAD_S:.0f} s",
        )
        expect(
            any(isinstance(one, Problem) for one in received),
            "drops audio far ahead of real time and tells nothing; expected a Problem",
        )


async def out_of_order(probe: CarrierProbe) -> None:
    """Check that messages may come in another order than expected."""
    async with probe.calling() as caller:
        caller.wire.put(*caller.codec.opening())
        caller.wire.put(caller.codec.hangup())
        caller.say(probe.speech(caller.codec))
        caller.wire.put(*caller.codec.opening(), caller.codec.hangup())
        received = await caller.rest()
        hangups = [message for message in received if isinstance(message, Hangup)]
        expect(len(hangups) == 2, f"receives {len(hangups)} of 2 hang-ups amid other messages")
