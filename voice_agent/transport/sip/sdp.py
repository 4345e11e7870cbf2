"""The description of a call's audio (RFC 4566), offered and answered (RFC 3264). Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from voice_agent.core.errors import ProtocolError
from voice_agent.transport.sip.sdes import crypto, read_crypto

Srtp = Literal["off", "allowed", "required"]
Law = Literal["PCMU", "PCMA"]
LAWS: dict[Law, int] = {"PCMU": 0, "PCMA": 8}
EVENTS = 101
"""Payload type under which keys are offered; that of an offer is taken as it is."""
PTIME_MS = 20
MAX_LINES = 400
_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_RTPMAP = re.compile(r"rtpmap:(\d{1,3}) ([\w.-]+)/(\d{1,6})(?:/1)?", re.IGNORECASE)
_MEDIA = re.compile(r"(\w+) (\d{1,5})(?:/\d+)? (\S+) (.+)")


_PLAIN, _SECURE = ("RTP/AVP", "RTP/AVPF"), ("RTP/SAVP", "RTP/SAVPF")


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of encrypted audio, in base64. Never shown.

    Attributes:
        ours: Of what we send.
        theirs: Of what the other side sends.
        tag: Number of the attribute that has ours.
    """

    ours: str = field(repr=False)
    theirs: str = field(repr=False)
    tag: str = "1"


@dataclass(frozen=True, slots=True)
class Stream:
    """What both sides agreed on.

    Attributes:
        host: Where the other side receives; empty if it gave no usable address.
        port: Where the other side receives.
        law: How samples are written.
        payload_type: What packets of audio are marked with.
        events_type: What packets of keys are marked with; ``None`` if there are none.
        sends: Whether we are to send.
        receives: Whether the other side sends.
        keys: Keys of encrypted audio; ``None`` if it is plain.
        profile: How the line of audio calls it.
    """

    host: str
    port: int
    law: Law
    payload_type: int
    events_type: int | None = None
    sends: bool = True
    receives: bool = True
    keys: Keys | None = None
    profile: str = "RTP/AVP"


@dataclass(frozen=True, slots=True)
class Ours:
    """Our side of it.

    Attributes:
        host: Address where we receive.
        port: Port where we receive.
        session: Number of the session.
        version: How often its description has changed.
        laws: What we speak, the best first.
        srtp: Whether audio is encrypted.
        key: Our key, in base64.
    """

    host: str
    port: int
    session: int
    version: int = 1
    laws: Sequence[Law] = ("PCMU", "PCMA")
    srtp: Srtp = "off"
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Media:
    kind: str
    port: int
    profile: str
    types: tuple[str, ...]
    host: str
    direction: str
    maps: tuple[tuple[int, str, int], ...]
    keys: tuple[tuple[str, str], ...] = ()


def read(body: bytes, ours: Ours = Ours("", 0, 0)) -> Stream | None:
    """Read the first audio of a description that we can speak; ``None`` if there is none.

    Raises:
        ProtocolError: It is not a description.
    """
    found = _usable(_streams(body), ours)
    return found[1] if found else None


def answer(body: bytes, ours: Ours) -> tuple[bytes, Stream] | None:
    """Answer an offer; ``None`` if it has nothing that we speak.

    Raises:
        ProtocolError: It is not a description.
    """
    streams = _streams(body)
    found = _usable(streams, ours)
    if found is None:
        return None
    place, stream = found
    lines = _head(ours)
    for at, media in enumerate(streams):
        if at == place:
            lines += _audio(ours.port, stream, [stream.law], _direction(stream))
        else:
            # Every line of an offer has one in its answer; port 0 says no.
            lines.append(f"m={media.kind} 0 {media.profile} {' '.join(media.types)}")
    return _body(lines), stream


def offer(ours: Ours, direction: str = "sendrecv") -> bytes:
    """Offer audio."""
    secure = ours.srtp == "required"
    stream = Stream(
        "",
        0,
        ours.laws[0],
        LAWS[ours.laws[0]],
        EVENTS,
        keys=Keys(ours.key, "") if secure else None,
        profile=_SECURE[0] if secure else _PLAIN[0],
    )
    return _body(_head(ours) + _audio(ours.port, stream, ours.laws, direction))


def again(ours: Ours, stream: Stream) -> bytes:
    """Offer what is agreed on already, to refresh the call."""
    return _body(_head(ours) + _audio(ours.port, stream, [stream.law], _direction(stream)))


def _streams(body: bytes) -> list[_Media]:
    try:
        lines = body.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:  # pragma: no cover
        raise ProtocolError("not a description of a session") from None
    if not lines[0].startswith("v=0") or len(lines) > MAX_LINES:
        raise ProtocolError("not a description of a session")
    host, direction = "", "sendrecv"
    found: list[_Media] = []
    for line in lines[1:]:
        kind, equals, value = line.partition("=")
        value = value.strip()
        if not equals:
            continue
        if kind == "m":
            found.append(_media(value, host, direction))
        elif kind == "c":
            where = _address(value)
            if found:
                found[-1] = replace(found[-1], host=where)
            else:
                host = where
        elif kind == "a" and value in _DIRECTIONS:
            if found:
                found[-1] = replace(found[-1], direction=value)
            else:
                direction = value
        elif kind == "a" and found and (match := _RTPMAP.fullmatch(value)):
            one = (int(match[1]), match[2].upper(), int(match[3]))
            found[-1] = replace(found[-1], maps=(*found[-1].maps, one))
        elif kind == "a" and found and (key := read_crypto(value)):
            found[-1] = replace(found[-1], keys=(*found[-1].keys, key))
    return found


def _media(value: str, host: str, direction: str) -> _Media:
    match = _MEDIA.fullmatch(value)
    if match is None or int(match[2]) > 65_535:
        raise ProtocolError("not a line of media")
    kind, port, profile, types = match.groups()
    return _Media(kind, int(port), profile, tuple(types.split()), host, direction, ())


def _address(value: str) -> str:
    """Return the address of a ``c=`` line; empty if it is a name, or not for one receiver."""
    host = value.split()[-1].partition("/")[0] if value.split() else ""
    try:
        return "" if ipaddress.ip_address(host).is_multicast else host
    except ValueError:
        return ""


def _usable(streams: Sequence[_Media], ours: Ours) -> tuple[int, Stream] | None:
    for at, media in enumerate(streams):
        if media.kind != "audio" or not media.port or not _may_speak(media, ours.srtp):
            continue
        names = {pt: name for pt, name, rate in media.maps if rate == 8000}
        types = [int(one) for one in media.types if one.isdecimal() and int(one) < 128]
        speaks = [
            (law, pt)
            for pt in types
            for law in ours.laws
            if names.get(pt, "" if pt in names else _static(pt)) == law
        ]
        if not speaks:
            continue
        law, payload_type = speaks[0]
        keys = next((pt for pt in types if names.get(pt) == "TELEPHONE-EVENT"), None)
        held = media.host in ("0.0.0.0", "::")  # The old way to hold a call (RFC 2543).
        return at, Stream(
            host="" if held else media.host,
            port=media.port,
            law=law,
            payload_type=payload_type,
            events_type=keys,
            sends=media.direction in ("sendrecv", "recvonly") and not held,
            receives=media.direction in ("sendrecv", "sendonly") and not held,
            keys=Keys(ours.key, media.keys[0][1], media.keys[0][0]) if _secure(media) else None,
            profile=media.profile,
        )
    return None


def _may_speak(media: _Media, srtp: Srtp) -> bool:
    if _secure(media):
        return srtp != "off" and bool(media.keys)
    return media.profile in _PLAIN and srtp != "required"


def _secure(media: _Media) -> bool:
    return media.profile in _SECURE


def _static(payload_type: int) -> str:
    return next((law for law, pt in LAWS.items() if pt == payload_type), "")


def _direction(stream: Stream) -> str:
    ways = {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}
    return _DIRECTIONS[ways[stream.sends, stream.receives]]


def _head(ours: Ours) -> list[str]:
    family = "IP6" if ":" in ours.host else "IP4"
    return [
        "v=0",
        f"o=- {ours.session} {ours.version} IN {family} {ours.host}",
        "s=-",
        f"c=IN {family} {ours.host}",
        "t=0 0",
    ]


def _audio(port: int, stream: Stream, laws: Sequence[Law], direction: str) -> list[str]:
    types = {law: stream.payload_type if law == stream.law else LAWS[law] for law in laws}
    keys = stream.events_type
    listed = [str(one) for one in types.values()] + ([] if keys is None else [str(keys)])
    lines = [f"m=audio {port} {stream.profile} {' '.join(listed)}"]
    lines += [f"a=rtpmap:{pt} {law}/8000" for law, pt in types.items()]
    if keys is not None:
        lines += [f"a=rtpmap:{keys} telephone-event/8000", f"a=fmtp:{keys} 0-15"]
    if stream.keys is not None:
        lines.append(crypto(stream.keys.tag, stream.keys.ours))
    return [*lines, f"a=ptime:{PTIME_MS}", f"a={direction}"]


def _body(lines: Sequence[str]) -> bytes:
    return "\r\n".join([*lines, ""]).encode()
