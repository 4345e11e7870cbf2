"""Client events of the OpenAI Realtime protocol, and their answers. No I/O: text in, text out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import Event
from voice_agent.transport.base import MAX_TYPED, Audio, Hangup, Interrupt, Key, Message, Text
from voice_agent.transport.realtime.errors import RealtimeError
from voice_agent.transport.realtime.formats import Ear, Mouth
from voice_agent.transport.realtime.items import Writer
from voice_agent.transport.realtime.session import Session, updated
from voice_agent.transport.realtime.telling import Telling

COMMIT_S = 1.0
"""Silence that follows a ``commit``: a client that commits sends nothing more by itself."""
_MAX_ID = 64


@dataclass(frozen=True, slots=True)
class Received:
    """The meaning of a client event.

    Attributes:
        message: To the call, if anything.
        answers: What is answered.
        problem: What of it does not apply, although the rest was obeyed.
    """

    message: Message | None = None
    answers: tuple[str, ...] = ()
    problem: RealtimeError | None = None


class RealtimeCodec:
    """One client's events.

    Args:
        session: Its session at the beginning.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._write = Writer(beta=session.beta)
        self._telling = Telling(session, self._write)
        self._line_hz = session.says.rate_hz
        self._ear = Ear(session.hears)
        self._mouth = Mouth(session.says, self._line_hz)
        self._appended = False
        self._typed: list[str] = []
        self._handlers: Mapping[str, Callable[[Mapping[str, Any]], Received]] = {
            "session.update": self._update,
            "session.close": lambda event: Received(Hangup()),
            "input_audio_buffer.append": self._append,
            "input_audio_buffer.commit": self._commit,
            "input_audio_buffer.clear": self._clear,
            "input_audio_buffer.dtmf": self._key,
            "conversation.item.create": self._create_item,
            "conversation.item.truncate": self._truncate,
            "response.create": self._create_response,
            "response.cancel": self._cancel,
        }

    def created(self) -> list[str]:
        """Tell the session as it begins."""
        return self._write.event("session.created", session=self.session.described())

    def begin(self) -> int:
        """Fix the line's rate, that of the agent's format as it is now, and return it."""
        self._line_hz = self.session.says.rate_hz
        self._mouth = Mouth(self.session.says, self._line_hz)
        return self._line_hz

    def receive(self, data: str | bytes) -> Received:
        """Obey a client event.

        Raises:
            ProtocolError: Not an event of a client, or one that cannot be obeyed.
        """
        event = _read(data)
        kind = event.get("type")
        handle = self._handlers.get(kind) if isinstance(kind, str) else None
        try:
            if handle is None:
                known = ", ".join(self._handlers)
                raise RealtimeError(f"unknown event; known types: {known}", "unknown_event", "type")
            received = handle(event)
        except RealtimeError as error:
            error.event_id = _name(event.get("event_id"))
            raise
        if received.problem is not None:
            received.problem.event_id = _name(event.get("event_id"))
        return received

    def error(self, error: Exception) -> list[str]:
        """Tell the client of its mistake."""
        return self._write.error(error)

    def audio(self, pcm: bytes) -> list[str]:
        """Tell the agent's audio, 16-bit PCM at the line's rate."""
        return self._telling.audio(self._mouth.say(pcm), len(pcm) / 2 / self._line_hz * 1000)

    def event(self, event: Event) -> list[str]:
        """Tell an event of the call."""
        return self._telling.event(event)

    def cleared(self) -> list[str]:
        """Tell that the rest of the reply is not said."""
        return self._telling.done("cancelled")

    def said(self) -> list[str]:
        """Tell that the reply was said to its end."""
        return self._telling.done("completed")

    # -- client events ----------------------------------------------------------

    def _update(self, event: Mapping[str, Any]) -> Received:
        before = self.session
        self.session, problem = updated(before, event.get("session"))
        self._telling.session = self.session
        if self.session.hears is not before.hears:
            self._ear = Ear(self.session.hears)
        if self.session.says is not before.says:
            self._mouth = Mouth(self.session.says, self._line_hz)
        told = self._write.event("session.updated", session=self.session.described())
        return Received(answers=tuple(told), problem=problem)

    def _append(self, event: Mapping[str, Any]) -> Received:
        pcm = self._ear.hear(event.get("audio"))
        self._appended = True
        return self._heard(pcm)

    def _commit(self, event: Mapping[str, Any]) -> Received:
        if not self._appended:
            raise RealtimeError("no audio since the last commit", "input_audio_buffer_commit_empty")
        self._appended = False
        return self._heard(bytes(2 * round(COMMIT_S * LISTEN_HZ)))

    def _heard(self, pcm: bytes) -> Received:
        self._telling.heard_ms += len(pcm) / 2 / LISTEN_HZ * 1000
        return Received(Audio(pcm) if pcm else None)

    def _clear(self, event: Mapping[str, Any]) -> Received:
        # Audio is heard as it comes: the buffer is always empty.
        self._appended = False
        return Received(answers=tuple(self._write.event("input_audio_buffer.cleared")))

    def _key(self, event: Mapping[str, Any]) -> Received:
        digit = event.get("event")
        return Received(Key(digit if isinstance(digit, str) else ""))

    def _create_item(self, event: Mapping[str, Any]) -> Received:
        item = event.get("item")
        if not isinstance(item, Mapping) or item.get("type") != "message":
            raise RealtimeError("'item.type' must be 'message': the playbook has the tools",
                                "unsupported_parameter", "item.type")  # fmt: skip
        if item.get("role") != "user":
            raise RealtimeError("'item.role' must be 'user': the playbook decides what the agent "
                                "is told", "unsupported_parameter", "item.role")  # fmt: skip
        text = _text_of(item.get("content"))
        if len(" ".join([*self._typed, text])) > MAX_TYPED:
            raise RealtimeError(f"typed items may have {MAX_TYPED} characters in all until "
                                "'response.create'", param="item.content")  # fmt: skip
        self._typed.append(text)
        return Received(answers=tuple(self._telling.typed(_name(item.get("id")), text)))

    def _create_response(self, event: Mapping[str, Any]) -> Received:
        wanted = event.get("response")
        if wanted is not None:
            _, problem = updated(self.session, _without_metadata(wanted))
            if problem is not None:
                text = str(problem).replace("session.", "response.")
                param = (problem.param or "").replace("session", "response")
                raise RealtimeError(text.split(". ")[0], problem.error_code, param)
        if self._typed:
            text, self._typed = " ".join(self._typed), []
            self._telling.expect(text)
            return Received(Text(text))
        if self._telling.response is not None:
            raise RealtimeError("the agent is speaking", "conversation_already_has_active_response")
        if self._telling.replies:
            raise RealtimeError("there is nothing to answer: the agent answers by itself when the "
                                "caller has spoken", "no_input")  # fmt: skip
        return Received()  # The greeting is on its way.

    def _cancel(self, event: Mapping[str, Any]) -> Received:
        response, wanted = self._telling.response, event.get("response_id")
        if response is None or wanted not in (None, response.id):
            raise RealtimeError("no such response is active", "response_cancel_not_active")
        told = self._telling.done("cancelled", "client_cancelled")
        return Received(Interrupt(), tuple(told))

    def _truncate(self, event: Mapping[str, Any]) -> Received:
        found = [one for one in self._telling.replies if one.item_id == event.get("item_id")]
        if not found:
            raise RealtimeError("no such reply of the agent", "item_not_found", "item_id")
        end_ms = event.get("audio_end_ms")
        if isinstance(end_ms, bool) or not isinstance(end_ms, int) or end_ms < 0:
            raise RealtimeError("'audio_end_ms' must be a number of ms", param="audio_end_ms")
        if end_ms > found[0].audio_ms:
            raise RealtimeError("'audio_end_ms' is after the end of the audio that was sent",
                                param="audio_end_ms")  # fmt: skip
        told = self._write.event(
            "conversation.item.truncated", **found[0].in_item(), audio_end_ms=end_ms
        )
        if found[0] is not self._telling.response:
            return Received(answers=tuple(told))
        stopped = self._telling.done("cancelled", "client_cancelled")
        return Received(Interrupt(), (*stopped, *told))


def _read(data: str | bytes) -> Mapping[str, Any]:
    if isinstance(data, bytes):
        raise RealtimeError("messages must be text: audio is base64 in 'input_audio_buffer.append'")
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise RealtimeError("messages must be JSON objects", "invalid_json")
    return event


def _name(value: object) -> str | None:
    """Return a name that the client gave, if it is one."""
    return value if isinstance(value, str) and 0 < len(value) <= _MAX_ID else None


def _text_of(content: object) -> str:
    parts = content if isinstance(content, list) else []
    texts = []
    for part in parts:
        text = part.get("text") if isinstance(part, Mapping) else None
        if not isinstance(text, str) or part.get("type") != "input_text":
            raise RealtimeError("each part of 'item.content' must have the type 'input_text' and a "
                                "text; send audio by 'input_audio_buffer.append'",
                                "unsupported_parameter", "item.content")  # fmt: skip
        texts.append(text)
    try:
        return Text(" ".join(texts).strip()).text
    except ProtocolError as error:
        raise RealtimeError(str(error), param="item.content") from None


def _without_metadata(wanted: object) -> object:
    if not isinstance(wanted, Mapping):
        return wanted
    return {key: value for key, value in wanted.items() if key != "metadata"}
