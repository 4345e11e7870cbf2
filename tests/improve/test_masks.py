"""What redaction leaves, and words in its place."""

from __future__ import annotations

import pytest
from fakes import playbook

from voice_agent.core.errors import ConfigError
from voice_agent.improve.masks import words_of

BOOK = playbook()


def test_marks_are_taken_off_and_masks_get_words_to_read() -> None:
    assert words_of("send [$5](amount) to [Bob](payee)", BOOK) == "send $5 to Bob"
    assert "[" not in words_of("send $5 to [payee] and [digits] or [email]", BOOK)
    assert words_of("[payee 2] again", BOOK) == words_of("[payee] again", BOOK)
    with pytest.raises(ConfigError):
        words_of("send {amount}", BOOK)
