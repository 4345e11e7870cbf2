from __future__ import annotations

import numpy as np
import pytest
from dial.test_cadence import quiet, speech
from dial.test_tones import tone

from voice_agent.dial.mailbox import Mailbox


def begins_ms(*parts: np.ndarray, beeped: bool = False) -> tuple[float, str]:
    mailbox, whole = Mailbox(beeped=beeped), np.concatenate(parts)
    for at in range(0, whole.size - 159, 160):
        if mailbox.push(whole[at : at + 160]):
            return at / 8, mailbox.why
    return -1, mailbox.why


def test_a_message_begins_after_the_beep() -> None:
    at_ms, why = begins_ms(quiet(200), speech(3000), quiet(1000), tone(500, 1000), quiet(2000))
    assert why == "beep"
    assert at_ms == pytest.approx(4700 + 300, abs=120)


def test_a_message_begins_when_no_beep_comes() -> None:
    at_ms, why = begins_ms(quiet(200), speech(3000), quiet(5000))
    assert why == "silence"
    assert at_ms == pytest.approx(3200 + 3500, abs=150)


def test_a_beep_that_was_heard_already_counts() -> None:
    assert begins_ms(quiet(600), beeped=True)[1] == "beep"


def test_an_endless_greeting_ends() -> None:
    parts = [part for _ in range(40) for part in (speech(1500), quiet(600))]
    assert begins_ms(*parts)[1] == "too long"
    assert begins_ms(speech(1000)) == (-1, "")
