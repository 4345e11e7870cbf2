"""Answers that a caller relays for somebody else: "she says yes". Pure."""

from __future__ import annotations

import re

_WHO = (
    r"(?:he|she|they|my (?:mom|mum|mother|dad|father|wife|husband|partner|son|daughter|brother"
    r"|sister|boss|grandma|grandpa|grandmother|grandfather|parents|client|friend))"
)
_SAYS = (
    r"(?:says?|said|tells me|answers|would say|asks|is asking|'s asking|are asking"
    r"|wants? to know|would like to know)"
)
_RELAYS = re.compile(
    rf"\W*(?:(?:um|uh|okay|ok|so|and|well)\W+)*{_WHO} ?{_SAYS}\b[\s,:]*(?:that )?(?=\w)"
)
_NODS = re.compile(rf"\b{_WHO} ?(?:nods|nodded|(?:'s|is) nodding)\b(?: (?:yes|his head|her head))?")


def without_relay(text: str) -> str:
    """Return a text in lower case without the words that say whose it is.

    Of "she says that's right" that is "that's right". A nod becomes a yes.
    """
    said = _NODS.sub("he says yes", text) if _NODS.search(text) else text
    match = _RELAYS.match(said)
    return said[match.end() :] if match else text
