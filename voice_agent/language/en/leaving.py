"""How English gives up on a task: "forget it", "I'll do it in the app". Pure."""

from __future__ import annotations

import re

_LEAVES = (
    r"(?<!always )(?<!never )(?<!ever )(?<!to )(?<!n't )(?<!'ll )(?<!not )(?<!i )"
    r"forget (?:it|that|about|the \w+|the whole (?:thing|lot)|everything)",
    r"(?<!n't )(?<!not )(?<!never )(?<!nt )cancel(?! my| the last)|never ?mind"
    r"|leave (?:it|that|this)(?! (?:at|on|to|as|with))|drop"
    r" (?:it|that"
    r"|the (?:whole )?(?:thing|matter))|stop (?:that|it|this|right there)|call it off",
    r"(?:no longer|(?:do not|don'?t) (?:really )?) ?want (?:to(?: do (?:that|it|this))?|it|this"
    r"|that)"
    r"(?: (?:any ?more|after all|now))?(?=\W*$)",
    r"(?:let'?s|i'?ll|i will|i'?d better|i should|maybe i'?ll|i want to|i'?d rather|can i|could"
    r" i) (?:just )?"
    r"(?:leave (?:it|that|this)|not do (?:it|that|this)|do (?:it|that|this) (?:later|another"
    r"|some other"
    r"|tomorrow|tonight|online|in the app|next time|myself|at home|from home|from (?:the|my) \w+"
    r"|(?:when|once) i(?:'m| am| get| have)\b[^.,;?!]*)|call (?:you )?back|try (?:again )?later"
    r"|come back"
    r" (?:to (?:it"
    r"|that|this) )?later|skip (?:it|this) (?:for now|today))",
    r"let'?s not|(?:don'?t|do not) (?:do (?:anything|it|that)|bother)|some other time|another"
    r" time|not today"
    r"|decided (?:against|not to)|scra(?:p|tch) (?:it|that|this|everything)|i(?:'ve)? changed my"
    r" mind(?=\W*$)|call the whole thing off",
)
_RULE = re.compile(rf"\b(?:{'|'.join(_LEAVES)})(?!['\w])")
_STOPS = re.compile(
    r"\W*(?:(?:no|oh|okay|ok|please|just|wait)\W+)*(?:stop|abort|quit|exit)(?: please)?\W*"
)


def wants_to_leave(text: str) -> bool:
    """Tell whether the caller abandons the task under way ("forget it")."""
    said = text.lower().replace("’", "'")
    return _RULE.search(said) is not None or _STOPS.fullmatch(said) is not None
