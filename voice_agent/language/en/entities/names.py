"""Names of people and payees, said or spelled."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from voice_agent.language.en.entities.known_names import given_names
from voice_agent.language.en.entities.spelling import Spelled, spelled_runs
from voice_agent.language.en.entities.spelling_hints import hint_at, respell
from voice_agent.language.en.entities.tokens import CUES, Match, TokenisedText
from voice_agent.text.word_lists import word_set

# Words that may come before a name and are not part of it.
_BEFORE = word_set(
    """
    to for my the a an name names name's is it's its this that's i'm im i am called from mister
    payee recipient user customer first last full surname spelled spelt with as no sorry
    it that is was hello hi hey yes yeah yep okay ok oh well so sure please said meant
    """
)
# Words that end a name, or show that there is none.
NOT_NAMES = word_set(
    """
    i i'm i'd i've i'll me my mine you your he him his she her it its we us our they them their
    someone anyone everyone nobody somebody who what which where when why how not and or but so
    if then because calling speaking here from with about at on in of by to for is was are be
    been has have had do does did can could would will please thanks thank yes yeah no okay ok
    hello hi hey spelled spelt wrong incorrect misspelled missing changed different same that
    this these those there just really very also now today tomorrow and's
    account accounts
    """
)
# Who somebody is to the caller: not part of the name before or after it.
_RELATIONS = word_set(
    """
    brother sister mother father mom mum dad son daughter wife husband partner girlfriend
    boyfriend fiance fiancee friend buddy mate roommate flatmate neighbor neighbour cousin nephew
    niece landlord landlady boss manager colleague coworker brother's sister's friend's grandson
    granddaughter stepson stepdaughter babysitter nanny cleaner accountant lawyer tenant
    """
)
_BESIDE_RELATIONS = word_set("old best little big younger older good dear ex late own new in law")
_OWNERS = word_set("my our his her their your")
_SMALL = word_set("of and van von der den de da di la le bin al")
_WEEKDAYS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february april june july
    september october november december
    """
)
_MONTHS_AND_NAMES = word_set("april june")
_PAYS = word_set("send pay transfer wire give")
_AFTER_NAME = word_set("today tomorrow tonight on next please right now this in")
_PLACES = word_set("checking savings visa america europe")
_LONGEST = 4
_ALIKE = 60.0


def scan_names(turn: TokenisedText) -> list[Match]:
    """Find names that the text alone shows: "my name is X", and spelled ones."""
    matches: list[Match] = []
    runs = spelled_runs(turn)
    for run in runs:
        if len(run.letters) >= 3:
            matches.append(turn.match(run.first, run.end, run.letters.title(), True))
    tokens = turn.tokens
    for at in range(len(tokens) - 2):
        word, following = tokens[at].word, tokens[at + 1].word
        if not (following == "is" and word == "name") and word not in ("name's", "names"):
            continue
        start = at + 2 if word == "name" else at + 1
        end = _end_of_name(turn, start)
        spelled = next((run for run in runs if run.first in (start, end)), None)
        if spelled and spelled.end > end:
            end = spelled.end
        value = read_name(turn, start, end) if end > start else None
        if value:
            matches = [found for found in matches if found.start >= tokens[end - 1].end]
            matches.append(turn.match(start, end, value))
    matches += _paid(turn, matches)
    return sorted(matches, key=lambda found: found.start)


def _paid(turn: TokenisedText, known: list[Match]) -> list[Match]:
    """Find who is paid, where that is a single capital word at the end: "send money to Cleo"."""
    tokens = turn.tokens
    words = [token.word for token in tokens if token.word[0].isalpha()]
    if _PAYS.isdisjoint(words):
        return []
    names = _MONTHS_AND_NAMES if "from" not in words else frozenset()
    no_names = (NOT_NAMES | _WEEKDAYS | _PLACES) - names
    for at in range(1, len(tokens)):
        written = turn.text[tokens[at].start : tokens[at].end]
        after = turn.word(at + 1)
        ends = after in _AFTER_NAME or not after[:1].isalnum()
        named = written.istitle() and len(written) > 1 and _follows_to(turn, at)
        if not (named and ends) or written.lower() in no_names:
            continue
        if all(tokens[at].end <= one.start or one.end <= tokens[at].start for one in known):
            return [turn.match(at, at + 1, written)]
    return []


def _follows_to(turn: TokenisedText, at: int) -> bool:
    """Tell whether "to" is before a word, or before who somebody is: "to my daughter Ella"."""
    first = at
    while turn.word(first - 1) in _RELATIONS | _BESIDE_RELATIONS:
        first -= 1
    if first < at and turn.word(first - 1) in _OWNERS:
        first -= 1
    return turn.word(first - 1) == "to"


def is_introduction(turn: TokenisedText, found: Match) -> bool:
    """Tell whether the name is the caller's own: "my name is X"."""
    before = [token.word for token in turn.tokens if token.end <= found.start][-2:]
    return "name" in before or "name's" in before


def _end_of_name(turn: TokenisedText, start: int) -> int:
    end = start
    tokens = turn.tokens
    # If the recogniser writes capitals, a word without one is no name.
    cased = turn.text.lstrip()[:1].isupper()
    while end < min(len(tokens), start + _LONGEST):
        word = tokens[end].word
        if not word[0].isalpha() or word in NOT_NAMES or len(word) == 1:
            break
        if cased and not turn.text[tokens[end].start].isupper() and word not in _SMALL:
            break
        end += 1
    return end


def read_name(turn: TokenisedText, start: int, end: int) -> str | None:
    """Return the name in the tokens ``start`` to ``end`` (excluded), or None."""
    for index in range(end - 1, start, -1):
        corrected = _plain_name(turn, index + 1, end) if turn.word(index) in CUES else None
        if corrected:
            return corrected
    return _plain_name(turn, start, end)


def _plain_name(turn: TokenisedText, start: int, end: int) -> str | None:
    for index in range(start + 1, end):
        hint = hint_at(turn, index, end)
        name = _plain_name(turn, start, index) if hint else None
        if hint and name:
            *before, last = name.split()
            respelled = respell(last.lower(), *hint)
            return name if respelled == last.lower() else " ".join((*before, titled(respelled)))
    start, end = trim(turn, start, end)
    named = [token for token in turn.tokens[start:end] if token.word[0].isalpha()]
    if not named or any(token.word[0].isdecimal() for token in turn.tokens[start:end]):
        return None
    spelled = [r for r in spelled_runs(turn, alike=True) if start <= r.first and r.end <= end]
    # Two letters next to other words are initials: "J P Morgan".
    spelled = [r for r in spelled if len(r.letters) > 2 or r.end - r.first == end - start]
    if spelled:
        return _with_spelling(turn, start, end, spelled[-1])
    if all(token.word in NOT_NAMES for token in named):
        return None
    name = ""
    for index, token in enumerate(named):
        if index:
            name += "-" if turn.text[named[index - 1].end : token.start] == "-" else " "
        name += titled(turn.text[token.start : token.end], first=index == 0)
    return name


def trim(turn: TokenisedText, start: int, end: int) -> tuple[int, int]:
    """Leave out words at either end that are not part of a name."""
    while start < end and (turn.word(start) in _BEFORE or not turn.word(start)[0].isalnum()):
        following = turn.word(start + 1) if start + 1 < end else ""
        spelled = len(following) == 1 or following in ("double", "triple")
        if len(turn.word(start)) == 1 and spelled:
            break  # A spelled name may start with the letter A or I.
        start += 1
    while end > start and (turn.word(end - 1) in NOT_NAMES or not turn.word(end - 1)[0].isalnum()):
        end -= 1
    return _without_relation(turn, start, end)


def _without_relation(turn: TokenisedText, start: int, end: int) -> tuple[int, int]:
    """Make "tom" of "brother tom" and of "tom my brother"; keep "brother" alone."""
    words = [turn.word(index) for index in range(start, end)]
    known = [index for index, word in enumerate(words) if word in _RELATIONS]
    if not known:
        # The "best" of "my best friend" is no name, where the model marks that alone.
        beside = turn.word(end) in _RELATIONS and _BESIDE_RELATIONS.issuperset(words)
        return (start, start) if beside else (start, end)
    first = last = known[0]
    while first > 0 and words[first - 1] in _BESIDE_RELATIONS:
        first -= 1
    while last + 1 < len(words) and words[last + 1] in _BESIDE_RELATIONS | _RELATIONS:
        last += 1
    if last + 1 < len(words):
        named = trim(turn, start + last + 1, end)
        return named if named[0] < named[1] else (start + first, start + last + 1)
    while first > 0 and (words[first - 1] in _BEFORE or not words[first - 1][0].isalnum()):
        first -= 1
    return (start, start + first) if first else (start, end)


def says_who(words: Sequence[str]) -> bool:
    """Tell whether words say who somebody is to the caller, and give no name: "my old boss"."""
    known = _RELATIONS | _BESIDE_RELATIONS | _BEFORE
    return not _RELATIONS.isdisjoint(words) and known.issuperset(words)


def grow(turn: TokenisedText, start: int, end: int) -> int:
    """Return the index after the capitalised words that continue ``start`` to ``end``."""
    tokens = turn.tokens
    if not turn.text[tokens[start].start].isupper():
        return end
    while end < min(len(tokens), start + _LONGEST):
        word, first, _ = tokens[end]
        joined = turn.text[tokens[end - 1].end : first] in (" ", "-")
        if not joined or not turn.text[first].isupper() or len(word) == 1:
            break
        if word in NOT_NAMES or word in _WEEKDAYS:
            break
        end += 1
    return end


def _with_spelling(turn: TokenisedText, start: int, end: int, run: Spelled) -> str:
    """Put the spelled word in place of the spoken one that begins alike."""
    name = run.letters.title()
    said, after = (
        [
            turn.text[token.start : token.end]
            for token in turn.tokens[first:last]
            if token.word[0].isalpha() and token.word not in NOT_NAMES and token.word not in _BEFORE
        ]
        for first, last in ((start, run.first), (run.end, end))
    )
    whole = fuzz.ratio("".join(said).lower(), name.lower())
    if (
        len(said) > 1
        and whole >= _ALIKE
        and whole > max(fuzz.ratio(word.lower(), name.lower()) for word in said)
    ):
        parts = [*_cut(name.lower(), [word.lower() for word in said]), *after]
        return " ".join(titled(word, first=index == 0) for index, word in enumerate(parts))
    alike = [
        index
        for index, word in enumerate(said)
        if word[:1].upper() == name[:1] or fuzz.ratio(word.lower(), name.lower()) >= _ALIKE
    ]
    if alike:
        said[alike[-1]] = name
    elif said and said[-1].lower() in given_names():
        said.append(name)
    else:
        said = [name]
    words = [*said, *after]
    return " ".join(titled(word, first=index == 0) for index, word in enumerate(words))


def _cut(letters: str, words: list[str]) -> list[str]:
    """Cut the letters of a whole name where its words, said before, have their spaces."""
    if len(words) < 2 or len(letters) < 2:
        return [letters]
    rest = "".join(words[1:])

    def far(at: int) -> int:
        first = Levenshtein.distance(words[0], letters[:at])
        return int(first + Levenshtein.distance(rest, letters[at:]))

    at = min(range(1, len(letters)), key=far)
    return [letters[:at], *_cut(letters[at:], words[1:])]


def titled(word: str, first: bool = True) -> str:
    """Capitalise a name: "Sarah", "O'Brien", "McDonald"."""
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    if any(c.isupper() for c in word[1:]) and not word.isupper():
        return word
    lower = word.lower()
    if lower in _SMALL and not first:
        return lower
    title = lower[:1].upper() + lower[1:]
    for prefix in ("O'", "O’", "Mc"):
        if title.startswith(prefix) and len(title) > len(prefix) + 1:
            return prefix + title[len(prefix)].upper() + title[len(prefix) + 1 :]
    return title
