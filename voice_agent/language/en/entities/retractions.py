"""What the caller rules out: the fifty of "fifteen, not fifty" is no value. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from voice_agent.language.en.entities.tokens import (
    CUES,
    Match,
    TokenisedText,
    hesitates,
    tokenise,
)
from voice_agent.text.word_lists import word_set

_BETWEEN = word_set("on at for to the a an in by from my with")
_IS_NOT = word_set("isn't wasn't aren't weren't isnt wasnt")
_INSTEAD = {"instead": "of", "rather": "than"}
# "Why not Monday" proposes one, and "if not Monday" rules none out.
_BEFORE = frozenset(("why", "if"))
_CHANGES = word_set(
    """
    change changed changing move moved moving switch shift push raise increase lower decrease
    reduce reschedule update correct amend
    """
)
_NEAR = 3
_REPLACES = CUES | word_set("instead not but should correct meant oh pardon")
_SLIP = re.compile(
    r"\b(?:what am i (?:saying|talking about)|(?:hang|hold) on|my (?:mistake|bad|fault)|silly me"
    r"|strike that|excuse me|let me (?:start|try|say|do)"
    r"|(?:or )?(?:let'?s|let us) (?:say|do|make|go|be)|or (?:rather|better)|better (?:yet|still))\b"
)
_NOT_NAME = re.compile(
    r"(?P<before>\w[^.;]*?)?(?:^|[\s,.;])\s*(?:not|isn't|wasn't|instead of|rather than)\s+"
    r"(?:(?:to|for|from|my|the)\s+)*(?:[\w']+(?:\s+[\w']+){0,2}(?=\s*[,.;])|[\w']+)",
    re.IGNORECASE,
)


# "Friday doesn't work", but not "my card from Friday doesn't work".
_FITS = r"(?:good|great|possible|convenient|free|available|an option|my day|a good (?:day|time))"
_UNSUITED = re.compile(
    r"[ ,]*(?:(?:really|just|probably|unfortunately|that) )*"
    r"(?:(?:doesn't|does not|won't|will not|wouldn't|isn't going to|is not going to|can't|cannot)"
    r" (?:really )?(?:work|do|suit|fit|be possible|be good)"
    rf"|(?:isn't|is not) (?:really |that |so |very |too )*{_FITS}"
    r"|is (?:no good|impossible|out(?! of)"
    r"|(?:much )?(?:too|very) (?:early|late|soon|much|little)))\b"
)
_SUITED = re.compile(
    r"[ ,]*(?:then )?(?:(?:would|will|should|might) (?:be|work|do|suit)|works|suits|is)"
    r"(?: (?:(?:me|us|much|far|really|just|quite) )*(?:good|great|fine|better|best|ideal|perfect"
    r"|okay|ok))?(?=\W*$| for (?:me|us)\b| (?:please|then|thanks)\b)"
)
_FOR_ONE = re.compile(r"\W*(?:each|apiece|a (?:piece|head|person|pop)|per \w+|for (?:each|one))\b")
_IN_ALL = re.compile(
    r"\b(?:so|then|which|that(?:'s| is)|(?:it|that|which) (?:is|makes|comes to)|makes|comes to"
    r"|total(?: is| of)?|in (?:total|all)|altogether)"
    r"(?: (?:it|that|that's|is|it's|like|about|a|in|total|all|altogether))*\W*$"
)
_OF_SOMETHING = re.compile(r"\b(?:from|since|of|on)(?: the)? $")
_UNABLE = re.compile(
    r"\b(?:(?:i|we|he|she|they)(?: really| just)?"
    r" (?:can't|cannot|can not|couldn't|won't be able to|don't want|do not want)"
    r" (?:(?:do|make|manage|come|be there|get there|take|it|to come)(?: it)? )?"
    r"|(?:i'm|we're|i am|we are) (?:not (?:free|available|around|here|there)|busy|away)(?: all)? )"
    r"(?:(?:on|at|for|the|this|next) )*$"
)
_EXCEPT = re.compile(
    r"\b(?:(?:anything|everything|any(?: ?(?:day|time|one))?|every ?day|all(?: days)?|nothing) but"
    r"|except(?: for)?|excluding|besides|apart from|other than|aside from)"
    r" (?:(?:on|at|for|the|this|next) )*$"
)
# "Hold the milk", "I don't need the savings", "she doesn't want any sugar".
_DOES_WITHOUT = re.compile(
    r"\b(?:(?:hold(?:ing)?|skip(?:ping)?|minus|omit(?:ting)?|los(?:e|ing)|drop(?:ping)?"
    r"|remov(?:e|ing)|(?:leav|tak)(?:e|ing) (?:out|off)|get(?:ting)? rid of|forget(?: about)?"
    r"|(?:do|go)(?:ing)? without)(?: the| any)"
    r"|(?:without|minus|sans|zero|neither)(?: any)?"
    r"|(?:neither|without)(?: \w+){1,3} n?or(?: any)?"
    r"|(?:(?:do|does|did) not|(?:do|does|did)n['\u2019]?t) (?:want|need|put|add|include|use|like)"
    r"(?: the| any)?|(?:can['\u2019]?t|cannot|can not) have(?: the| any)?"
    r"|(?:no longer|never) (?:want|need)s?(?: the| any)?)\s+$",
    re.IGNORECASE,
)
_JOINS = frozenset(("but", "and", "with", ","))
# "Leave the cream out."
_TAKES = re.compile(
    r"\b(?:leav(?:e|ing)|keep(?:ing)?|tak(?:e|ing)|hold(?:ing)?)(?: the| any| that)?\s+$",
    re.IGNORECASE,
)
_OUT = re.compile(r"\s+(?:out|off|away)\b(?! of)", re.IGNORECASE)


def is_ruled_out(turn: TokenisedText, start: int) -> bool:
    """Tell whether the words just before the character ``start`` rule out what begins there."""
    at = bisect_left(turn.tokens, start, key=lambda token: token.start) - 1
    while at >= 0 and turn.word(at) in _BETWEEN:
        at -= 1
    word, before = turn.word(at), turn.word(at - 1)
    if word == "not":
        return before not in _BEFORE
    return word in _IS_NOT or word == "without" or _INSTEAD.get(before) == word


def is_unsuited(turn: TokenisedText, match: Match) -> bool:
    """Tell whether a day, a time or an amount is one that the caller cannot or will not take.

    "I can't do Friday", "three doesn't work for me", "any day but Monday".
    """
    text = turn.text.lower().replace("\u2019", "'")
    before, after = text[: match.start], text[match.end :]
    if _UNABLE.search(before) or _EXCEPT.search(before):
        return True
    return _UNSUITED.match(after) is not None and _OF_SOMETHING.search(before) is None


def only_suited(turn: TokenisedText, matches: Sequence[Match]) -> list[Match]:
    """Return the one value of which a turn says that it suits, if it is said of one.

    "It's due on the first, so the thirtieth would be good."
    """
    text = turn.text.lower().replace("\u2019", "'")
    suited = [match for match in matches if _SUITED.match(text[match.end :])]
    if suited and re.search(r"\bor (?:on |at |the )*$", text[: suited[0].start]):
        return list(matches)  # "Monday or Tuesday works".
    return suited if len(suited) == 1 else list(matches)


def only_total(turn: TokenisedText, matches: Sequence[Match]) -> list[Match]:
    """Leave out what one costs where a turn says what all of them do.

    "Three tickets at forty each, so a hundred and twenty."
    """
    text = turn.text.lower().replace("\u2019", "'")
    return [
        match
        for match in matches
        if not _FOR_ONE.match(text[match.end :])
        or not any(
            other.start > match.end and _IN_ALL.search(text[match.end : other.start])
            for other in matches
        )
    ]


def is_left_out(turn: TokenisedText, start: int, end: int, *, first: bool) -> bool:
    """Tell whether a value is one that the caller does without: "a coffee, no milk".

    Args:
        turn: What was said.
        start: First character of the value.
        end: Character after its last one.
        first: Whether the turn has no other value of its kind before. After one it is a
            correction: "a small no large coffee".
    """
    at = bisect_left(turn.tokens, start, key=lambda token: token.start) - 1
    before = turn.text[:start]
    if _DOES_WITHOUT.search(before) is not None:
        return True
    if _TAKES.search(before) is not None and _OUT.match(turn.text, end) is not None:
        return True
    return first and at > 0 and (turn.word(at) == "no" or _sounds_like_no(turn, at))


def _sounds_like_no(turn: TokenisedText, at: int) -> bool:
    """Tell whether a word is what a recogniser writes for "no": "with milk but know sugar"."""
    return turn.word(at) == "know" and turn.word(at - 1) in _JOINS


def takes_back(between: str) -> bool:
    """Tell whether the words between two values say that the second replaces the first."""
    words = {token.word for token in tokenise(between).tokens}
    replaces = not words.isdisjoint(_REPLACES) or _SLIP.search(between.lower())
    return bool(replaces) or hesitates(between)


def without_retracted(turn: TokenisedText, matches: Sequence[Match]) -> list[Match]:
    """Leave out what is ruled out, and what is left behind: "change it from Monday to Tuesday".

    A value that is ruled out and given ("not 60, 60") was misheard one of the times.
    """
    kept = [match for match in matches if not is_ruled_out(turn, match.start)]
    if len(kept) < len(matches):
        ruled_out = [match.value for match in matches if is_ruled_out(turn, match.start)]
        kept = [match for match in kept if match.value not in ruled_out]
    if len(kept) < 2 or _CHANGES.isdisjoint(token.word for token in turn.tokens):
        return kept
    return [
        match
        for match, following in zip(kept, [*kept[1:], None], strict=True)
        if following is None or not _is_left(turn, match, following)
    ]


def _is_left(turn: TokenisedText, match: Match, following: Match) -> bool:
    """Tell whether a value is changed "to" the following one."""
    first = bisect_left(turn.tokens, match.start, key=lambda token: token.start)
    last = bisect_left(turn.tokens, match.end, key=lambda token: token.start)
    before = {turn.word(index) for index in range(max(0, first - _NEAR), first)}
    linked = turn.word(last) == "to" and turn.tokens[last].end <= following.start
    return linked and ("from" in before or not before.isdisjoint(_CHANGES))


def without_ruled_out(text: str) -> str:
    """Return the text without names that are ruled out: "Mark, not Mike" without "not Mike"."""
    return _NOT_NAME.sub(lambda match: match["before"] or "", text)
