"""What a recogniser writes for English speech, and for noise. Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import RecogniserText
from voice_agent.text.word_lists import word_set

_ARTICLE = re.compile(r"\b(?<!')([Aa])(?= [aeiou])")

recogniser = RecogniserText(
    # Without this sentence a bank's prompt got 60 % of ten-digit numbers right, with it 90 %.
    spelled_digits="It's 4 4 1 7. The number is 9 0 2 1 0 6 8.",
    digit_words=word_set("zero oh o one two three four five six seven eight nine"),
    # Whisper was trained on subtitled video: this is what subtitles say over silence and noise.
    hallucinations=frozenset(
        {
            "you",
            "bye",
            "thank you",
            "thanks",
            "thank you very much",
            "thank you so much",
            "thanks for watching",
            "thank you for watching",
            "please subscribe",
            "subtitles by the amara org community",
            "the end",
            "music",
            "silence",
            "applause",
        }
    ),
    short_answers=(
        "Yes.", "Yeah.", "Yep.", "No.", "Nope.", "Stop.", "Wait.", "Cancel.", "Hello.", "What?",
        "Sorry?", "Thank you.", "Bye.", "Hmm.",
    ),
    expected_words=("operator", "representative", "agent", "supervisor", "manager"),
)  # fmt: skip


def words(text: str) -> list[str]:
    """Return words and numbers, lower case, without punctuation."""
    return re.findall(r"[a-z0-9']+", text.lower())


def repair(sentence: str) -> str:
    """Write "an" for "a" before a vowel: "a {drink}" becomes "an americano"."""
    return _ARTICLE.sub(r"\1n", sentence)
