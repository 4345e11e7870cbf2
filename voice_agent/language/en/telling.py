"""English that tells of something instead of asking for it: "my wife ordered one already". Pure.

What is named is wanted, as a rule ("a large latte"). These are the signs that it is not: somebody
else's deed, one of the past, a thought, a condition, a refusal, what others say.
"""

from __future__ import annotations

import re

from voice_agent.language.en.leaving import wants_to_leave
from voice_agent.language.en.orders import BETWEEN, DROPS, LEAD, STOPS

_THEY = (
    r"(?:(?:my|your|our|his|her|their|the) (?:\w+ ){1,4}?|he |she |they |it |we |you "
    r"|a (?:\w+ ){1,5}?|some(?:body|one) |every(?:body|one) |no(?:body| one) |people |others )"
)
_LATELY = r"(?:(?:just|already|also|once|never|always|still|only|all|really) )*"
_DID = (
    r"(?:(?!need|want)\w{3,}ed|got|made|had to|told|said|says?|tells?|sent|took|gave|paid|put|froze"
    r"|keeps?|thinks?|likes? to|used to|tried to|is the one|are the ones?|wants? \w+ to"
    r"|wants? to \w+|wanted to)"
)
_THOUGHT = (
    r"(?:used to|forgot that|remember|regret|wonder|might|may(?! i)|shouldn'?t|won'?t|will not"
    r"|never|didn'?t|did not|decided|changed my mind about|read|heard|called|had to|ordered|got"
    r"|sent|made|changed|wanted to \w+ .*\bbut"
    r"|was (?:thinking|about|going|wondering whether(?! (?:it|i|we|you|there)\b))"
    r"|guess i could|suppose i|have (?:doubts|no intention|to (?:think|sleep))|tried|said not"
    r"|can'?t decide|cannot decide|do(?:n'?t| not) (?:know|(?:need|want) (?:you )?to|think)"
    r"|would hate|prefer not|would rather not)\b"
)
_ASKS = (
    r"(?:what|why|who|when|how|(?:do|does|did|has|have|had|am|are|was|were|is|should|would)"
    r" (?:i|you|he|she|it|we|they|people|any\w+|some\w+|my \w+|the \w+))\b(?! about\b)(?! else\b)"
)
_NO_QUESTION = (
    r"(?!did i say|is it possible|(?:are|would) you (?:be )?(?:able|mind)|would you (?!say|ever|do)"
    r"|am i able|do you (?:have|think you))"
)
_BEGINS = re.compile(
    rf"{_THEY}{_LATELY}{_DID}\b"
    rf"|i (?:just |already |also |only |really )*{_THOUGHT}|{_NO_QUESTION}{_ASKS}"
    r"|i(?:'m| am) (?:not|torn|thinking|considering|against|done|glad|in two minds|calling about)\b"
    r"|i(?:'d| would) (?:hate|rather not|rather you|prefer not)\b|i(?:'ve| have) (?:been|decided)\b"
    r"|say i|in theory|according to|hypothetically|maybe i|perhaps i|last time|to \w+ or not to"
    r"|the last thing|under no|(?:there(?:'s| is) )?no (?:need|reason) (?:to|for)|let'?s not"
    r"|how about (?:we|you|i) (?:don'?t|not)|never \w+|whatever you do"
    r"|do(?:n'?t| not) (?:get|order|make|change|bring|give|send|activate|pour|fix|prepare)\b"
    r"|it (?:was|would be) (?:a mistake|wrong)|(?:thanks|thank you) for|for \w+ing"
    r"|in the (?:ad|app|letter|e ?mail)|(?:tell|told) (?:him|her|them|\w+) not|where was i"
    r"|what was it"
)
_ANYWHERE = re.compile(
    r"\b(?:suppos(?:e|ing)|imagine|let'?s say (?:i|we|you)|assuming|provided|providing|as soon as"
    r"|the day i|only (?:when|if)|if and only|in case|unless"
    r"|(?<!wondering )if (?!you\b|that'?s\b|it'?s (?:ok|possible)|possible|there"
    r"|i (?:can|could|may)\b)\w+"
    r"|(?:once|when) (?:i|my|we|he|she|they)(?:'\w+)?|told \w+ not to|not to"
    r"|(?:isn'?t|not) (?:necessary|needed)|no longer|(?:is|are|am) not \w+ing|aren'?t \w+ing)\b"
)


def tells(text: str) -> bool:
    """Tell whether a turn that names values tells of something instead of asking for it."""
    said = " ".join(text.lower().replace("\u2019", "'").split())
    parts = [part.strip(" .,:;!?-") for part in BETWEEN.split(said)]
    parts = [LEAD.sub("", part, count=1) if LEAD.match(part) else part for part in parts]
    parts = [part for part in parts if part]
    if any(STOPS.fullmatch(part) for part in parts[1:]):
        return True
    # "Scratch that" and "no" may have something else behind them.
    if len(parts) > 1 and (wants_to_leave(parts[-1]) or DROPS.fullmatch(parts[-1])):
        return True
    return _ANYWHERE.search(said) is not None or any(_BEGINS.match(part) for part in parts)


_RULES_OUT = re.compile(
    r"(?<!why )(?<!if )\b(?:not|anything but|instead of|rather than)"
    r" (?:(?:to|at|on|from|for|by|my|the|a|an|your|his|her) ){0,2}$"
)


def rules_out(before: str) -> bool:
    """Tell whether the value that follows these words is not meant: "but not my"."""
    return _RULES_OUT.search(before.lower()) is not None
