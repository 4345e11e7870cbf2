"""The session of the OpenAI Realtime protocol: what a client may set, and what is in force. Pure.

A setting is applied, answered with what is in force, or refused by name. The playbook and the
pipeline file decide the rest: what the agent is told, its voice, when a turn is over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from voice_agent.transport.realtime.errors import RealtimeError
from voice_agent.transport.realtime.formats import FORMATS, PCM, Format

VOICE = "default"
_TURNS = {"type": "server_vad", "create_response": True, "interrupt_response": True}
_ANSWERED = frozenset(
    {
        "audio.input.noise_reduction", "audio.input.transcription",
        "include", "input_audio_noise_reduction", "input_audio_transcription", "max_output_tokens",
        "max_response_output_tokens", "model", "parallel_tool_calls", "reasoning", "temperature",
        "tracing", "truncation", "type",
    }
)  # fmt: skip
"""Settings whose answer tells what is in force instead."""


@dataclass(frozen=True, slots=True)
class Session:
    """The settings of one client.

    Attributes:
        id: Its name.
        model: What the client calls us.
        beta: Whether it speaks the beta version.
        hears: Format of the caller's audio.
        says: Format of the agent's audio.
    """

    id: str
    model: str
    beta: bool = False
    hears: Format = PCM
    says: Format = PCM

    def described(self) -> dict[str, Any]:
        """Return the session as ``session.created`` and ``session.updated`` tell it."""
        common = {
            "id": self.id,
            "object": "realtime.session",
            "model": self.model,
            "instructions": "",
            "tools": [],
            "tool_choice": "none",
        }
        transcription = {"model": self.model}
        if self.beta:
            return common | {
                "modalities": ["audio", "text"],
                "voice": VOICE,
                "input_audio_format": self.hears.beta,
                "output_audio_format": self.says.beta,
                "input_audio_transcription": transcription,
                "turn_detection": _TURNS,
                "max_response_output_tokens": "inf",
            }
        audio = {
            "input": {
                "format": described(self.hears),
                "transcription": transcription,
                "noise_reduction": None,
                "turn_detection": _TURNS,
            },
            "output": {"format": described(self.says), "voice": VOICE, "speed": 1.0},
        }
        return common | {
            "type": "realtime",
            "output_modalities": ["audio"],
            "audio": audio,
            "max_output_tokens": "inf",
        }


def described(form: Format) -> dict[str, Any]:
    """Return a format as today's version tells it."""
    rate = {"rate": form.rate_hz} if form is PCM else {}
    return {"type": form.name, **rate}


def updated(session: Session, wanted: object) -> tuple[Session, RealtimeError | None]:
    """Apply what a client sets; the error names the settings that do not apply here.

    Raises:
        RealtimeError: Not a session, or a format that is not spoken; then nothing is applied.
    """
    if not isinstance(wanted, Mapping):
        raise RealtimeError("'session' must be an object", param="session")
    if wanted.get("type", "realtime") != "realtime":
        raise RealtimeError("'session.type' must be 'realtime'", param="session.type")
    refused: list[str] = []
    for name, value in _flat(wanted):
        if name in _FORMATS:
            form = _FORMATS[name](value, f"session.{name}")
            hears = "input" in name
            session = replace(session, hears=form) if hears else replace(session, says=form)
        elif not (name in _ANSWERED or _agrees(name, value)):
            refused.append(f"session.{name}" if name in _REFUSED else "")
    if not refused:
        return session, None
    # A name that is not the protocol's is content of the client, which is never repeated.
    names = sorted({name for name in refused if name})
    if "" in refused:
        names.append("a field that the protocol does not have")
    error = RealtimeError(
        f"does not apply here: {', '.join(names)}; the playbook and the pipeline file decide. "
        "The other settings are in force",
        "unsupported_parameter",
        next((name for name in refused if name), "session"),
    )
    return session, error


def _flat(wanted: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """List settings by their path below ``session``."""
    found: list[tuple[str, Any]] = []
    for name, value in wanted.items():
        if name != "audio" or not isinstance(value, Mapping):
            found.append((name, value))
            continue
        for side, settings in value.items():
            inner = settings if isinstance(settings, Mapping) else {}
            found += [(f"audio.{side}.{key}", one) for key, one in inner.items()]
    return found


def _agrees(name: str, value: object) -> bool:
    """Return whether a setting asks for what is done anyway."""
    agrees = _REFUSED.get(name)
    return agrees is not None and agrees(value)


def _empty(value: object) -> bool:
    return value is None or value in ("", [])


def _speaks(value: object) -> bool:
    return value is None or (isinstance(value, list) and "audio" in value)


def _detects(value: object) -> bool:
    return isinstance(value, Mapping) and not any(
        value.get(key) is False for key in ("create_response", "interrupt_response")
    )


_REFUSED: Mapping[str, Callable[[object], bool]] = {
    "instructions": _empty,
    "prompt": _empty,
    "tools": _empty,
    "tool_choice": lambda value: value in (None, "auto", "none"),
    "modalities": _speaks,
    "output_modalities": _speaks,
    "voice": lambda value: value in (None, VOICE),
    "audio.output.voice": lambda value: value in (None, VOICE),
    "speed": lambda value: value in (None, 1, 1.0),
    "audio.output.speed": lambda value: value in (None, 1, 1.0),
    "turn_detection": _detects,
    "audio.input.turn_detection": _detects,
}
"""Settings that have one value here, and which values agree with it."""


def _format(value: object, param: str) -> Format:
    kind = value.get("type", PCM.name) if isinstance(value, Mapping) else None
    for form in FORMATS:
        if form.name == kind and isinstance(value, Mapping):
            if value.get("rate") not in (None, form.rate_hz):
                raise RealtimeError(f"the rate of {form.name} is {form.rate_hz}", param=param)
            return form
    known = ", ".join(form.name for form in FORMATS)
    raise RealtimeError(f"'{param}' must be an object whose type is one of {known}", param=param)


def _beta_format(value: object, param: str) -> Format:
    for form in FORMATS:
        if form.beta == value:
            return form
    known = ", ".join(form.beta for form in FORMATS)
    raise RealtimeError(f"'{param}' must be one of {known}", param=param)


_FORMATS: Mapping[str, Callable[[object, str], Format]] = {
    "audio.input.format": _format,
    "audio.output.format": _format,
    "input_audio_format": _beta_format,
    "output_audio_format": _beta_format,
}
