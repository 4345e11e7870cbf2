"""Decide who or what picked up: a person, voicemail, a screen, a menu, a dead number, a fax. Pure.

Tones, rhythm and text are looked at together, as they come. Text has the most to say, tones are
the surest, and the rhythm says when a person waits for an answer. There is no language model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from voice_agent.dial.cadence import Cadence
from voice_agent.dial.tones import HZ, Tone, Tones
from voice_agent.language.en.picked_up import Machine, Said

SaidBy = Callable[[str], Said]
"""Makes out of what was recognised who said it."""
Who = Literal["person", "voicemail", "screening", "menu", "dead", "fax", "busy", "silence"]
PAUSE_MS = 500.0
"""Silence after which somebody waits for us."""
OPENING_PAUSE_MS = 1200.0
"""The same after words with which announcements begin: they pause as well."""
TALK_MS = 1000.0
"""Speech after which a person is known by text before they pause."""
TEXT_WAIT_MS = 400.0
"""A text that is late is waited for so long."""
SILENCE_MS = 6000.0
MONOLOGUE_MS = 10_000.0
"""Nobody who picks up a telephone speaks for so long without waiting for us."""
REVISE_MS = 12_000.0
"""A machine that paused is found out within this."""
LISTENS_MS = 2000.0
"""After so much silence a person has listened to us: what they say then is an answer."""
_READ_AT_MS = (800.0, 1100.0, 1400.0, 2000.0, 2800.0, 4000.0, 5500.0, 7500.0)
_READ_PAUSE_MS = 200.0
_ONSET_MS = 300.0
"""Sound before speech is loud enough to be noticed: a soft first word is in it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to the question.

    Attributes:
        who: Who or what.
        why: The reason, without what was said.
        at_ms: Sound of the call until then.
        speech_ms: Speech until then.
        revises: Whether it takes an earlier one back.
    """

    who: Who
    why: str
    at_ms: float
    speech_ms: float
    revises: bool = False


class PickedUp:
    """Listens to one call.

    Args:
        said_by: Says who says a text.

    Attributes:
        verdict: The last one.
    """

    def __init__(self, said_by: SaidBy) -> None:
        self.verdict: Verdict | None = None
        self._said_by = said_by
        self._said = Said(None)
        self._tones = Tones()
        self._cadence = Cadence()
        self._heard: list[NDArray[np.int16]] = []
        self._reads = 0
        self._asked_pause = False
        self._read_pause = False
        self._asked_ms = 0.0
        self._busy = 0
        self._listens = False
        self._waited_once = False

    @property
    def settled(self) -> bool:
        """True once the verdict stays as it is."""
        found = self.verdict
        if found is None:
            return False
        late = self._cadence.now_ms - found.at_ms > REVISE_MS
        return found.who != "person" or late or self._listens

    @property
    def waits(self) -> bool:
        """True if a person waits for us; one who is known before they pause talks on."""
        return self.verdict is not None and (
            self.verdict.who == "silence" or self._cadence.silent_ms >= self._pause_ms
        )

    @property
    def _pause_ms(self) -> float:
        return PAUSE_MS if self._said.sure or _machine(self._said) else OPENING_PAUSE_MS

    def push(self, samples: NDArray[np.int16]) -> Verdict | None:
        """Take samples at 8 kHz; return a verdict if there is a new one."""
        self._heard.append(samples)
        tones = self._tones.push(samples)
        self._cadence.push(samples, tone=self._tones.sounding)
        self._waited_once |= self.waits
        self._listens |= self.verdict is not None and self._cadence.silent_ms >= LISTENS_MS
        for tone in tones:
            if (found := self._toned(tone)) is not None:
                return found
        return self._waited()

    def wants_text(self) -> bool:
        """Return whether what was said so far is to be recognised now; true once for each time."""
        cadence = self._cadence
        if cadence.began_ms is None or self.settled:
            return False
        if cadence.silent_ms < _READ_PAUSE_MS:
            self._asked_pause = self._read_pause = False
            due = self._reads < len(_READ_AT_MS) and cadence.spoken_ms >= _READ_AT_MS[self._reads]
            self._reads += due
            return due
        if self._asked_pause:
            return False
        self._asked_pause, self._asked_ms = True, cadence.now_ms
        return True

    def sound(self) -> NDArray[np.int16]:
        """Return what was heard since speech began, at 8 kHz."""
        began = self._cadence.began_ms or 0.0
        whole = np.concatenate(self._heard) if self._heard else np.zeros(0, np.int16)
        return whole[max(0, int((began - _ONSET_MS) * HZ / 1000)) :]

    def read(self, text: str) -> Verdict | None:
        """Take the text of ``sound``; return a verdict if there is a new one."""
        self._read_pause = self._asked_pause
        said = self._said = self._said_by(text)
        if said.who == "person":
            talks = self._cadence.spoken_ms >= TALK_MS
            return self._say("person", "talks like one") if talks else self._waited()
        machine = _machine(said)
        return self._say(machine, "text") if machine and said.sure else self._waited()

    def _toned(self, tone: Tone) -> Verdict | None:
        if tone.name == "busy":
            self._busy += 1
            return self._say("busy", "tone") if self._busy >= 2 else None
        if tone.name == "special":
            return self._say("dead", "tone")
        if tone.name == "fax":
            return self._say("fax", "tone")
        return self._say("voicemail", "beep") if tone.name == "beep" else None

    def _waited(self) -> Verdict | None:
        cadence, said = self._cadence, self._said
        if self.settled:
            return None
        if cadence.began_ms is None:
            return self._say("silence", "nobody speaks") if cadence.now_ms > SILENCE_MS else None
        since_ms = cadence.now_ms - cadence.began_ms
        # After a person has waited for us it is their speech that counts, not the time.
        long = cadence.spoken_ms if self._waited_once else since_ms
        if long >= MONOLOGUE_MS and since_ms <= REVISE_MS:
            return self._say(_machine(said) or "voicemail", "speaks on and on")
        if cadence.silent_ms < self._pause_ms:
            return None
        if not self._read_pause and not self._late():
            return None
        return self._say(_machine(said) or "person", "text" if _machine(said) else "waits for us")

    def _late(self) -> bool:
        waited_ms = self._cadence.now_ms - self._asked_ms
        return self._asked_pause and waited_ms >= PAUSE_MS + TEXT_WAIT_MS

    def _say(self, who: Who, why: str) -> Verdict | None:
        before = self.verdict
        # A person becomes a machine that paused. A machine stays what it was said to be.
        if before is not None and (before.who != "person" or who == "person" or self.settled):
            return None
        cadence = self._cadence
        self.verdict = Verdict(
            who, why, cadence.now_ms, cadence.spoken_ms, revises=before is not None
        )
        return self.verdict


def _machine(said: Said) -> Machine | None:
    return None if said.who == "person" else said.who
