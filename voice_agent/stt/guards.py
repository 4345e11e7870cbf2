"""Tell recognised text from hallucinated text. Pure.

Whisper was trained on subtitled video. Over silence and noise it writes what subtitles say there
("Thank you.", "you"), and when it loses its place it repeats itself.
"""

from __future__ import annotations

from voice_agent.language import Language

# Measured in docs/results/latency.md, "The recogniser's prompt and guards".
NO_SPEECH = 0.65
_DOUBTFUL_NO_SPEECH = 0.35
_UNLIKELY_LOGPROB = -1.1
_DOUBTFUL_LOGPROB = -0.7
_HOPELESS_LOGPROB = -1.8

_LONGEST_LOOP_WORDS = 16
_SHORTEST_LOOP_WORDS = 3


def is_invented(text: str, no_speech: float, logprob: float, language: Language) -> bool:
    """Tell whether ``text`` was most likely never said.

    Args:
        text: What the model wrote.
        no_speech: Its probability that there was no speech, 0..1.
        logprob: Mean log-probability of its tokens.
        language: What the caller speaks.
    """
    bare = " ".join(language.words(text))
    if not bare or no_speech > NO_SPEECH or logprob < _HOPELESS_LOGPROB:
        return True
    if no_speech > _DOUBTFUL_NO_SPEECH and logprob < _UNLIKELY_LOGPROB:
        return True
    doubtful = no_speech > _DOUBTFUL_NO_SPEECH or logprob < _DOUBTFUL_LOGPROB
    return doubtful and bare in language.recogniser.hallucinations


def is_looping(text: str, language: Language) -> bool:
    """Tell whether a text repeats three or more words at once, or any words four times.

    Digits do not count: account numbers repeat themselves.
    """
    spoken, digits = language.words(text), language.recogniser.digit_words
    for size in range(1, _LONGEST_LOOP_WORDS + 1):
        times = 2 if size >= _SHORTEST_LOOP_WORDS else 5
        run = 0
        for index in range(size, len(spoken)):
            run = run + 1 if spoken[index] == spoken[index - size] else 0
            if run >= size * (times - 1) and any(
                word.isalpha() and word not in digits
                for word in spoken[index - size + 1 : index + 1]
            ):
                return True
    return False
