"""The kit passes the carriers we have and one more, and names what is wrong with others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import telnyx_carrier
from broken_carriers import Codec, Connection16, carrier, codec

from voice_agent.audio.levels import Samples
from voice_agent.core.events import Event
from voice_agent.phone.codec import Clear, Heard, PhoneCodec
from voice_agent.phone.raw import RawPhone
from voice_agent.testing.carrier import check
from voice_agent.testing.pytest_helper import keeps_contract
from voice_agent.transport.base import (
    Audio,
    Hangup,
    Key,
    Message,
    Refusal,
    Text,
    Wire,
)
from voice_agent.transport.carriers import CARRIERS, find_carrier
from voice_agent.transport.raw import RawCodec


@pytest.mark.parametrize("name", CARRIERS)
def test_our_carriers_keep_the_contract(name: str) -> None:
    keeps_contract(check(find_carrier(name)))


def test_the_how_to_shows_a_whole_carrier() -> None:
    page = Path(__file__).parents[2] / "docs" / "howto" / "carrier.md"
    code = Path(telnyx_carrier.__file__).read_text(encoding="utf-8")
    assert f"```python\n{code}```" in page.read_text(encoding="utf-8")


def test_a_carrier_of_one_file_keeps_the_contract() -> None:
    report = check(telnyx_carrier.CARRIER)
    keeps_contract(report)
    assert (report.stage, report.engine, len(report.checks)) == ("carrier", "telnyx", 20)


class Holding(Codec):
    """Hands a second of audio on at once."""

    def __init__(self) -> None:
        super().__init__()
        self.held = b""

    async def decode(self, data: str | bytes) -> Message | None:
        message = await super().decode(data)
        if not isinstance(message, Audio):
            return message
        self.held += message.pcm
        if len(self.held) < 32000:
            return None
        held, self.held = self.held, b""
        return Audio(held)


class Keeping(Codec):
    """Remembers all it ever heard."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[bytes] = []

    async def decode(self, data: str | bytes) -> Message | None:
        self.kept.append(bytes(bytearray(data)) * 20 if isinstance(data, bytes) else b"")
        return await super().decode(data)


async def no_keys(self: Any, data: str | bytes) -> Message | None:
    message = await RawCodec.decode(self, data)
    return Key("1") if isinstance(message, Key) else message


async def no_typing(self: Any, data: str | bytes) -> Message | None:
    message = await RawCodec.decode(self, data)
    return None if isinstance(message, Text) else message


async def no_hangup(self: Any, data: str | bytes) -> Message | None:
    message = await RawCodec.decode(self, data)
    return None if isinstance(message, Hangup) else message


async def faint(self: Any, data: str | bytes) -> Message | None:
    message = await RawCodec.decode(self, data)
    return Audio(bytes(len(message.pcm))) if isinstance(message, Audio) else message


async def chatty(self: Any, data: str | bytes) -> Message | None:
    return Key("0") if isinstance(data, bytes) else await RawCodec.decode(self, data)


async def half(self: Any, pcm: bytes) -> bytes:
    return pcm[::2]


async def nothing(self: Any, _: Any) -> None:
    return None


async def twice(self: Any, event: Event) -> str:
    return event.model_copy(update={"t_ms": 7.0}).model_dump_json()


class Patient(Connection16):
    async def send_audio(self, pcm: bytes) -> None:
        try:
            await super().send_audio(pcm)
        except ConnectionError:
            return


class Open(Connection16):
    async def close(self, code: int, reason: str) -> None:
        return


class Deaf(PhoneCodec):
    """A phone of ``/ws`` that never drops its audio."""

    gives_events = True

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._raw = RawPhone(rate_hz)

    def audio(self, frame: Samples) -> bytes:
        return self._raw.audio(frame)

    def key(self, digit: str) -> str:
        return self._raw.key(digit)

    def hangup(self) -> str:
        return self._raw.hangup()

    def read(self, message: str | bytes) -> Sequence[Heard]:
        return [heard for heard in self._raw.read(message) if not isinstance(heard, Clear)]


async def leaves_open(wire: Wire, refusal: Refusal) -> None:
    return


class Silent(RawPhone):
    gives_events = False


_SHARED = RawCodec(8000)
"""One codec for all calls."""


@pytest.mark.parametrize(
    ("only", "broken", "problem"),
    [
        ("is a carrier", object(), "is a object; expected voice_agent.transport.Carrier"),
        ("is a carrier", carrier(path="odd"), "is served on 'odd'; expected a path"),
        ("is a carrier", carrier(phone=""), "names no 'phone'"),
        ("rate", carrier(lambda wire: Connection16(wire, carrier="raw")), "the call is 'raw'"),
        ("rate", carrier(lambda wire: Connection16(wire, rate_hz=8000)), "speaks at 8000, phones"),
        ("hears", carrier(codec(decode=faint)), "is it garbled?"),
        ("hears", carrier(codec(decode=chatty)), "receives [Key(digit='0')] where only audio"),
        ("hears", carrier(lambda wire: Connection16(wire, Holding())), "it holds audio back"),
        ("is heard", carrier(codec(encode_audio=half)), "sends 0.50 s of 1.00 s of speech"),
        ("is heard", carrier(codec(encode_audio=nothing)), "sends no audio"),
        ("every key", carrier(codec(decode=no_keys)), "for the keys #*0123456789"),
        ("typed", carrier(codec(decode=no_typing)), "receives [] for a typed turn"),
        ("hang-up", carrier(codec(decode=no_hangup)), "receives [] when the caller hangs up"),
        ("goes away", carrier(Patient), "raises nothing; expected ConnectionError"),
        ("interrupted", carrier(phone=lambda hz: Deaf(16000)), "does not drop what was sent"),
        ("events", carrier(codec(encode_event=twice)), "as events; expected"),
        ("events", carrier(phone=lambda hz: Silent(16000)), "though it has no events"),
        (
            "apart",
            carrier(
                lambda wire: Connection16(wire, _SHARED, rate_hz=8000), lambda hz: RawPhone(8000)
            ),
            "two calls at once disturb each other",
        ),
        ("memory", carrier(lambda wire: Connection16(wire, Keeping())), "memory grows by"),
        ("not let in", carrier(refuse=leaves_open), "leaves the line open when it refuses a call"),
        ("closes the line, also", carrier(Open), "does not close the line"),
    ],
)
def test_what_is_wrong_is_named(only: str, broken: Any, problem: str) -> None:
    report = check(broken, only=only)
    assert any(problem in one.problem for one in report.checks), str(report)


def test_the_base_of_the_broken_ones_is_not_broken() -> None:
    keeps_contract(check(carrier()))


def test_another_phone_may_be_given() -> None:
    keeps_contract(check(find_carrier("raw"), phone=lambda: RawPhone(8000)))
