"""How English gives up on a task: "forget it", "I'll do it in the app". Pure."""

from __future__ import annotations

import re

_LEAVES = (
    r"(?<!always )(?<!never )(?<!ever )(?<!to )(?<!n't )(?<!'ll )(?<!not )(?<!i )"
    r"forget (?:it|that|about|i (?:asked|said anything)|the \w+|the whole (?:thing|lot)"
    r"|everything)",
    r"(?<!n't )(?<!not )(?<!never )(?<!nt )cancel(?! my| the last)|never ?mind"
    r"|leave (?:it|that|this)(?! (?:at|on|to|as|with))|drop"
    r" (?:it|that|this(?=\W*$)"
    r"|the (?:whole )?(?:thing|matter|subject))|skip the (?:whole )?thing|stop (?:that|it|this"
    r"|right there)|call it off",
    r"(?:no longer|(?:do not|don'?t) (?:really )?) ?(?:want|need) (?:to(?: do (?:that|it|this))?"
    r"|it|this"
    r"|that)"
    r"(?: (?:any ?more|after all|now))?(?=\W*$)",
    r"(?:do not|don'?t) (?:want|need) (?:the|my|any) \w+ any ?more",
    r"(?:let'?s|i'?ll|i will|i'?d better|i should|maybe i'?ll|i want to|i'?d rather|can i|could"
    r" i) (?:just )?"
    r"(?:leave (?:it|that|this)|not do (?:it|that|this)|do (?:it|that|this) (?:later|another"
    r"|some other"
    r"|tomorrow|tonight|online|in the app|next time|myself|on my \w+|at home|from home"
    r"|from (?:the|my) \w+"
    r"|(?:when|once) i(?:'m| am| get| have)\b[^.,;?!]*)|call (?:you )?back|try (?:again )?later"
    r"|sort (?:it|that) out (?:myself|online|later)|come back"
    r" (?:to (?:it"
    r"|that|this) )?later|skip (?:it|this) (?:for now|today))",
    r"(?:let me|i'?ll(?: have to)?|i(?:'d| had) better|i (?:have|need) to)"
    r" (?:get back to you|sleep on (?:it|that|this))"
    r"|(?:do not|don'?t) (?:send|pay|move|book|order|do) (?:it|that|this|anything) (?:after all"
    r"|any ?more)|let'?s not|(?:don'?t|do not) (?:do (?:anything|it|that)|bother"
    r"|worry about (?:it|that)|go through with (?:it|that))|(?:i(?:'m| am) )?not (?:doing|gonna do"
    r"|going to do) (?:it|that|this)|(?:not|no longer) (?:needed|necessary)(?: after all"
    r"| any ?more)?(?=\W*$)|no need any ?more|it can wait(?=\W*$)"
    r"|(?<!to )(?<!i )(?<!you )(?:abandon|ditch|kill|bin|nix|void|withdraw) (?:it|that"
    r"|this)(?=\W*$)|some other time|another"
    r" time|not today"
    r"|decided (?:against|not to)|scra(?:p|tch) (?:it|that|this|everything"
    r"|the whole (?:thing|lot))|i(?:'ve)? changed my"
    r" mind(?=\W*$)|call the whole thing off",
)
_RULE = re.compile(rf"\b(?:{'|'.join(_LEAVES)})(?!['\w])")
_STOPS = re.compile(
    r"\W*(?:(?:no|oh|okay|ok|please|just|wait)\W+)*(?:stop|abort|quit|exit)(?: please)?\W*"
)

# "Forget the transfer for now, and just", up to what is asked for instead.
_TO_THE_REST = re.compile(
    r"(?:(?: [\w']+){0,4}?(?=[,.;:!?-]|\s+(?:and|then|but)\b))?[\s,.;:!?-]*"
    r"(?:(?:and|then|but|so|now|please|just|instead|rather)\b[\s,]*)*"
)
_FEWEST_WORDS = 3
_INSTEAD = re.compile(
    r"\binstead\b|\brather\b(?! (?:not|than|a lot|soon|urgent|quick))|\bi meant? to (?!ask\b)"
)


def wants_to_leave(text: str) -> bool:
    """Tell whether the caller abandons the task under way ("forget it")."""
    said = text.lower().replace("’", "'")
    return _RULE.search(said) is not None or _STOPS.fullmatch(said) is not None


def replaces_task(text: str) -> bool:
    """Tell whether a request takes the place of the task under way ("pay my card instead")."""
    return _INSTEAD.search(text.lower()) is not None


def after_leaving(text: str) -> str:
    """Return a turn with blanks up to what it asks for instead of the task, or ``""``."""
    said = text.lower().replace("’", "'")
    left = _RULE.search(said)
    to_the_rest = _TO_THE_REST.match(said, left.end()) if left else None
    if to_the_rest is None or len(text[to_the_rest.end() :].split()) < _FEWEST_WORDS:
        return ""
    return " " * to_the_rest.end() + text[to_the_rest.end() :]
