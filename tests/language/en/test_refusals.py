from __future__ import annotations

import pytest

from voice_agent.language.en.refusals import cannot_tell

CANNOT = [
    "I don't know my PIN",
    "I don't know it",
    "I forgot it",
    "I've forgotten my pin",
    "I can't remember",
    "I don't remember it",
    "no idea",
    "I don't have one",
    "I do not have a PIN",
    "I never got a PIN",
    "I'd rather not say",
    "I'm not going to tell you my PIN",
    "I won't tell you",
    "I lost it",
    "nobody ever gave me a pin",
    "I have no idea",
    "I don't have it with me",
    "I haven't got one",
    "I don't want to say it on the phone",
    "Sorry, I don't recall",
    "I don't think I have one",
    "I'm not comfortable giving that",
    "uh I forgot my pin",
]
CAN = [
    "why do you need that",
    "I don't know why you need that",
    "hold on",
    "four four seven one",
    "what is my balance",
    "I don't understand",
    "I want to send money",
    "not now",
    "I lost my card and want a new one",
    "I forgot to ask what the fees are",
]


@pytest.mark.parametrize("text", CANNOT)
def test_forgotten_never_had_or_not_to_be_told(text: str) -> None:
    assert cannot_tell(text)


@pytest.mark.parametrize("text", CAN)
def test_anything_else(text: str) -> None:
    assert not cannot_tell(text)
