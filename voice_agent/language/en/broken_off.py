"""English turns that end in the middle of a sentence. Pure."""

from __future__ import annotations

import re

from voice_agent.text.word_lists import word_set

# After these something has to follow, whatever came before.
_OPEN = word_set(
    """
    a an the my your our their his its every of from and or but because than um uh er erm
    i'm we're they're he's she's i've we've i'd i'll it'll been gonna wanna
    """
)
# These may end a sentence with a verb before them ("the card I paid with"), but not after a noun.
_OPEN_AFTER_A_DETAIL = re.compile(
    r"\b(?:(?:dollars|bucks|money|card|account|bill) (?:to|for|from|into|on|at)"
    r"|i (?:want|need|would like|wish) to|it's|can you|could you|would you)$"
)


def is_broken_off(text: str) -> bool:
    """Tell whether a turn ends in the middle of a sentence: "lock my"."""
    words = re.findall(r"[\w']+", text.lower().replace("’", "'"))
    return bool(words) and (
        words[-1] in _OPEN or _OPEN_AFTER_A_DETAIL.search(" ".join(words)) is not None
    )
