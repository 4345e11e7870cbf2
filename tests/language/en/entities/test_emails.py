"""E-mail addresses, written and spoken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise

TODAY = date(2026, 11, 22)  # A Sunday.

EMAIL = [
    ("john smith all one word at outlook dot com", "johnsmith@outlook.com"),
    ("John Smith, all one word, at outlook.com.", "johnsmith@outlook.com"),
    ("mike the number two at aol dot com", "mike2@aol.com"),
    ("T U R N E R forty two at outlook dot com", "turner42@outlook.com"),
    ("bob and then the number seven at aol dot com", "bob7@aol.com"),
    ("Tim Porter, then the number six, at aol dot com.", "timporter6@aol.com"),
    ("It is ann, then an underscore, then doe, at example dot com", "ann_doe@example.com"),
    ("maria with a capital M, then the digits four two at example dot com", "maria42@example.com"),
    ("j smith nineteen eighty at yahoo dot com", "jsmith1980@yahoo.com"),
    ("john at sign example dot com", "john@example.com"),
    ("john at symbol example dot com", "john@example.com"),
    ("john at sign dot com", "john@sign.com"),
    ("capital j o h n at gmail dot com all lowercase", "john@gmail.com"),
    ("a b c at g mail dot a b c", "abc@gmail.abc"),
    ("jo at gmail dot c o m", "jo@gmail.com"),
    ("j o at b b c dot co dot uk", "jo@bbc.co.uk"),
    ("jo at mail dot club", "jo@mail.club"),
    ("js#internal@proseware.com", "js#internal@proseware.com"),
    ("meet me at the dot", None),
    ("jo at mail dot incomprehensibly", None),
    ("JoSmith at gmail.com", "josmith@gmail.com"),
    ("Jo dot Smith at Gmail dot com.", "jo.smith@gmail.com"),
    ("j.smith at gmail.com", "j.smith@gmail.com"),
    ("s a r a h at example dot org", "sarah@example.org"),
    ("bob 42 at gmail dot com", "bob42@gmail.com"),
    ("jo dot smith at gmail dot com", "jo.smith@gmail.com"),
    ("jo.smith@gmail.com", "jo.smith@gmail.com"),
    ("Jo.Smith@Gmail.com.", "jo.smith@gmail.com"),
    ("jo at the rate gmail dot com", "jo@gmail.com"),
    ("my email is jo smith at gmail dot com", "josmith@gmail.com"),
    ("jo underscore smith at hot mail dot com", "jo_smith@hotmail.com"),
    ("j o at gmail dot com", "jo@gmail.com"),
    ("john forty two at yahoo dot co dot uk", "john42@yahoo.co.uk"),
    ("jo.smith at gmail.com", "jo.smith@gmail.com"),
    ("J-O-S-M-I-T-H at gmail.com", "josmith@gmail.com"),
    ("jo dash smith at my dash company dot org", "jo-smith@my-company.org"),
    ("sarah at example dot com please", "sarah@example.com"),
    ("No, it should be ivan dot king at outlook dot com.", "ivan.king@outlook.com"),
    ("No, I said ivan dot king at outlook dot com", "ivan.king@outlook.com"),
    ("No, I ivan dot king at outlook dot com", "ivan.king@outlook.com"),
    ("I king at outlook dot com", "iking@outlook.com"),
    ("actually make it sam two at aol dot com", "sam2@aol.com"),
    ("sorry, no, sam at aol dot com", "sam@aol.com"),
    ("it dot support at bank dot com", "it.support@bank.com"),
    ("nothing", None),
    ("at home", None),
    ("it's sarah dot c at g mail dot com", "sarah.c@gmail.com"),
    ("info at acme dot io", "info@acme.io"),
]


@pytest.mark.parametrize(("text", "value"), EMAIL)
def test_email(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="email"), text, today=TODAY) == value
