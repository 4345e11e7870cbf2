"""A call as server events of the OpenAI Realtime protocol. Pure: events and audio in, JSON out."""

from __future__ import annotations

from collections import deque
from typing import Any

from voice_agent.core.errors import ProtocolError
from voice_agent.core.events import (
    Ended,
    Event,
    Failed,
    Interrupted,
    Replied,
    SpeechStarted,
    SpeechStopped,
    Transcribed,
)
from voice_agent.transport.realtime.items import Response, Status, Writer, message
from voice_agent.transport.realtime.session import Session

_REMEMBERED = 32
"""Replies that a client may still truncate, and typed turns that are on their way."""


class Telling:
    """Tells one client of its call.

    Args:
        session: Its session; set again when it changes.
        write: Writes the events.

    Attributes:
        heard_ms: Audio of the caller so far.
        response: The reply that is being said, or ``None``.
        replies: The last replies, by item.
    """

    def __init__(self, session: Session, write: Writer) -> None:
        self.session = session
        self.heard_ms = 0.0
        self.response: Response | None = None
        self.replies: deque[Response] = deque(maxlen=_REMEMBERED)
        self._write = write
        self._typed: deque[str] = deque(maxlen=_REMEMBERED)
        self._items = 0
        self._responses = 0
        self._last_item: str | None = None
        self._speech: str | None = None
        self._cut = False
        self._began_ms = 0.0

    def event(self, event: Event) -> list[str]:
        """Tell an event of the call; most have no counterpart."""
        match event:
            case SpeechStarted():
                return self._speech_started()
            case SpeechStopped():
                return self._edge("stopped", "audio_end_ms")
            case Transcribed():
                return self._transcribed(event.text)
            case Replied():
                return self._replied(event.text)
            case Interrupted():
                return self.done("cancelled")
            case Ended():
                return self.done("completed")
            case Failed() if event.code != ProtocolError.code:  # These were told as they came.
                return self._write.failure(event.code, event.message)
        return []

    def audio(self, delta: str, ms: float) -> list[str]:
        """Tell a piece of the agent's audio."""
        if self._cut:
            return []
        told, response = self._begun()
        response.audio_ms += ms
        if delta:
            told += self._write.event("response.output_audio.delta", **response.at(), delta=delta)
        return told

    def done(self, status: Status, reason: str = "turn_detected") -> list[str]:
        """Tell that the reply is over, if there is one."""
        response, self.response = self.response, None
        if response is None:
            return []
        response.status, response.reason = status, reason
        # Audio that is still on its way belongs to no other reply.
        self._cut = status == "cancelled"
        at, write = response.at(), self._write.event
        item = response.item(beta=self.session.beta)
        return [
            *write("response.output_audio.done", **at),
            *write("response.output_audio_transcript.done", **at, transcript=response.text),
            *write("response.content_part.done", **at, part=response.part()),
            *write("conversation.item.done", item=item),
            *write("response.output_item.done", response_id=response.id, output_index=0, item=item),
            *write("response.done", response=response.described(self.session)),
        ]

    def typed(self, item_id: str | None, text: str) -> list[str]:
        """Tell that a typed item is part of the conversation."""
        return self._added(item_id or self._new_item(), [{"type": "input_text", "text": text}])

    def expect(self, text: str) -> None:
        """Note that a turn was typed: it is no transcript of audio."""
        self._typed.append(text)

    def _speech_started(self) -> list[str]:
        if self._speech is None:
            self._began_ms = self.heard_ms
        return self._edge("started", "audio_start_ms")

    def _edge(self, edge: str, field: str) -> list[str]:
        self._speech = self._speech or self._new_item()
        kind = f"input_audio_buffer.speech_{edge}"
        return self._write.event(kind, **{field: round(self.heard_ms)}, item_id=self._speech)

    def _transcribed(self, text: str) -> list[str]:
        if text in self._typed:
            self._typed.remove(text)
            return []
        if not text:
            return []  # Nothing was said: the item is that of the next turn.
        item_id, self._speech = self._speech or self._new_item(), None
        seconds = round((self.heard_ms - self._began_ms) / 1000, 3)
        return [
            *self._write.event("input_audio_buffer.committed",
                               item_id=item_id, previous_item_id=self._last_item),
            *self._added(item_id, [{"type": "input_audio", "transcript": text}]),
            *self._write.event("conversation.item.input_audio_transcription.completed",
                               item_id=item_id, content_index=0, transcript=text,
                               usage={"type": "duration", "seconds": seconds}),
        ]  # fmt: skip

    def _replied(self, text: str) -> list[str]:
        self._cut = False
        told, response = self._begun()
        delta = f" {text}" if response.text else text
        response.text += delta
        kind = "response.output_audio_transcript.delta"
        return told + self._write.event(kind, **response.at(), delta=delta)

    def _begun(self) -> tuple[list[str], Response]:
        """Begin a reply unless one is under way."""
        if self.response is not None:
            return [], self.response
        self._responses += 1
        response = self.response = Response(self._responses, self._new_item())
        self.replies.append(response)
        item = response.item(beta=self.session.beta)
        write, before = self._write.event, self._last_item
        self._last_item = response.item_id
        told = [
            *write("response.created", response=response.described(self.session)),
            *write("response.output_item.added",
                   response_id=response.id, output_index=0, item=item),
            *write("conversation.item.added", item=item, previous_item_id=before),
            *write("response.content_part.added", **response.at(), part=response.part()),
        ]  # fmt: skip
        return told, response

    def _added(self, item_id: str, content: list[dict[str, Any]]) -> list[str]:
        item = message(item_id, "user", content)
        before, self._last_item = self._last_item, item_id
        return [
            *self._write.event("conversation.item.added", item=item, previous_item_id=before),
            *self._write.event("conversation.item.done", item=item, previous_item_id=before),
        ]

    def _new_item(self) -> str:
        self._items += 1
        return f"item_{self._items}"
