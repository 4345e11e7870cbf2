"""What a question of the agent proposes. Pure."""

from __future__ import annotations

import re

from voice_agent.language.es.folding import plain

_PROPOSES = re.compile(
    r"\b(?:quiere que|desea que|puedo|voy a|debo|vamos a)(?: (?:le|se|lo|la|les))? (\w+)"
)
_CALLS_OFF = re.compile(r"(?:cancel|anul|deten)\w*")


def calls_off(question: str) -> bool:
    """Tell whether cancelling something is all that a question to be confirmed proposes."""
    verbs = _PROPOSES.findall(plain(question))
    return bool(verbs) and all(_CALLS_OFF.fullmatch(verb) for verb in verbs)
