"""Verification of callers: when it is needed, what a turn says to it, and the next question. Pure.

What a caller gives to be verified is a secret. It is in a ``Move`` for the action that compares
it, and in no state once it has been compared; ``hidden`` takes it out of every text that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from voice_agent.core.turn import Entity, Response, TurnReading
from voice_agent.dialogue.answers import BRIEF_WORDS, IN_PARTS, MOST_PARTS
from voice_agent.dialogue.cards import asks_card
from voice_agent.dialogue.state import VERIFY, DialogueState, Move
from voice_agent.playbook.protection import CredentialSpec, VerifySpec
from voice_agent.playbook.schema import Playbook

if TYPE_CHECKING:
    from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.doubts import is_doubtful

NOT_VERIFIED = "could not be verified"
"""Why a person takes over."""
_WORDS_BETWEEN = 2
"""Words between a secret and its name: "my PIN number is 4471"."""
_SHORT = 8
"""Characters of a turn that is a digit and nothing else."""
_WORDS_OF_COURTESY = 1
_FEWEST_WORDS = 2
"""Words of a request besides a secret."""
_WORDS_BESIDES = 3
"""Words of a turn that does nothing but give a secret: "hi, my PIN is 4471"."""


def must_verify(playbook: Playbook, state: DialogueState) -> bool:
    """Tell whether the task under way has to wait until the caller is verified."""
    return not state.verification.passed and concerns_accounts(playbook, state.task)


def concerns_accounts(playbook: Playbook, task: str | None) -> bool:
    """Tell whether a task is for verified callers only."""
    verify = playbook.verify
    if verify is None or task not in playbook.intents:
        return False
    if verify.intents == "actions":
        return playbook.intents[task].action is not None and task not in verify.exempt
    return task in verify.intents


def asked_credential(playbook: Playbook, state: DialogueState) -> tuple[str, CredentialSpec] | None:
    """Return the name and the kind of what the agent waits for to verify the caller."""
    if playbook.verify is None or state.awaiting != VERIFY:
        return None
    return _missing(playbook.verify, state)


def ask_who(playbook: Playbook, state: DialogueState) -> Move:
    """Ask for what shows who is calling; compare it once all of it was given."""
    verify, done = playbook.verify, state.verification
    assert verify is not None
    if done.tries >= verify.tries:
        return Move(state, playbook.says.not_verified, person=NOT_VERIFIED)
    missing = _missing(verify, state)
    state = replace(state, awaiting=VERIFY, heard=())
    if missing is not None:
        fresh = replace(done, offered=False)
        return Move(replace(state, verification=fresh), missing[1].ask)
    emptied = replace(done, given={}, offered=False)
    return Move(replace(state, verification=emptied), credentials=dict(done.given))


def take(playbook: Playbook, state: DialogueState, given: Mapping[str, Any]) -> Move:
    """Take over what the caller gave to be verified."""
    return ask_who(playbook, with_given(state, given))


def with_given(state: DialogueState, given: Mapping[str, Any]) -> DialogueState:
    """Return the conversation with what was given to be compared."""
    known = state.verification
    return replace(state, verification=replace(known, given={**known.given, **given}))


def unable(playbook: Playbook, state: DialogueState) -> Move:
    """Offer a person to a caller who does not know it; who says so twice gets one."""
    if state.verification.offered:
        return Move(state, "", person=NOT_VERIFIED)
    return Move(offering(state), playbook.says.cannot_verify)


def offering(state: DialogueState) -> DialogueState:
    """Return the conversation in which a person has been offered instead of being verified."""
    offered = replace(state.verification, offered=True)
    return replace(state, awaiting=VERIFY, heard=(), verification=offered)


def refuse(playbook: Playbook, state: DialogueState) -> Move:
    """Count a wrong answer and ask again; after the last try, a person takes over."""
    counted = replace(state.verification, tries=state.verification.tries + 1)
    move = ask_who(playbook, replace(state, verification=counted))
    return move if move.person else replace(move, text=f"{playbook.says.not_right} {move.text}")


def response(playbook: Playbook, context: TurnContext, reading: TurnReading) -> Response:
    """Find out what a turn is to the question who is calling."""
    language, state, text = playbook.lang, context.state, reading.transcript.text
    missing = asked_credential(playbook, state)
    if missing is None:
        return Response("none")
    given = _given(playbook, context, reading)
    if given:
        return Response("identify", given)
    if _is_part(playbook, missing[1], context, text):
        return Response("part")
    if language.cannot_tell(text) or language.signal(text) == "skip":
        return Response("unable")
    brief = len(text.split()) <= BRIEF_WORDS
    said = language.confirmation(text, reading.act, question=context.question)
    if said == "yes" and brief:
        return Response("yes" if state.verification.offered else "repeat")
    if language.signal(text) == "acknowledge":
        return Response("repeat")
    if language.wants_to_leave(text) and brief:
        return Response("leave")
    if said == "no" and brief:
        return Response("leave" if state.verification.offered else "unable")
    if _is_unsure_question(playbook, reading):
        return Response("why")
    # "What PIN?" and "can I do that without it?" are no request for a new one.
    return Response("why" if _mentions(text, *missing) else "none")


def _is_unsure_question(playbook: Playbook, reading: TurnReading) -> bool:
    """Tell whether a turn asks something that only looks like a request about an account.

    "Can't you see who I am from my phone number?" asks for no new number.
    """
    text = reading.transcript.text
    asks = "?" in text or playbook.lang.opens_question(text.lower())
    return asks and concerns_accounts(playbook, reading.intent) and is_doubtful(playbook, reading)


def cannot_give(playbook: Playbook, text: str) -> bool:
    """Tell whether a request says that the caller does not know what it takes ("I forgot it")."""
    asks = playbook.verify.ask.items() if playbook.verify else ()
    named = any(_mentions(text, name, spec) for name, spec in asks)
    return named and playbook.lang.cannot_tell(text)


def offers_person(state: DialogueState) -> bool:
    """Tell whether a yes means that a person is to take over."""
    return state.awaiting == VERIFY and state.verification.offered


def unasked(playbook: Playbook, context: TurnContext, reading: TurnReading) -> Response | None:
    """Return what a turn gives that does nothing but name a secret before it is asked for."""
    if playbook.verify is None or context.state.verification.passed:
        return None
    text = reading.transcript.text
    if not only_names(playbook, text, context.today):
        return None
    return Response("identify", volunteered(playbook, text, context.today))


def only_names(playbook: Playbook, text: str, today: date) -> bool:
    """Tell whether a text does nothing but name a secret: "my PIN is 4471"."""
    found = _named(playbook, text, today)
    others = len(text.split()) - sum(len(one.text.split()) for one in found) - len(found)
    return bool(found) and others <= _WORDS_BESIDES


def volunteered(playbook: Playbook, text: str, today: date) -> dict[str, Any]:
    """Return what a turn names before it is asked for ("my PIN is 4471, what's my balance")."""
    return {one.type: one.value for one in _named(playbook, text, today)}


def without_named(playbook: Playbook, state: DialogueState, text: str, today: date) -> str:
    """Return what a turn says besides a secret that it names; the same if that is nothing.

    As many characters are left, so that what is found has its place in the whole text.
    """
    if asked_credential(playbook, state) is not None:
        return text
    rest = text
    for one in _named(playbook, text, today):
        spans = [_label_span(text, one, playbook), (one.start, one.end)]
        start, end = min(first for first, _ in spans), max(last for _, last in spans)
        start = _start_of_clause(text, start)
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return rest if len(rest.split()) >= _FEWEST_WORDS else text


def hidden(playbook: Playbook, state: DialogueState, text: str, today: date) -> str:
    """Return a text of the caller as it may be shown: without what verifies them, or pays.

    Args:
        playbook: What callers have to know.
        state: The conversation before the turn.
        text: What was heard.
        today: The callers' day.
    """
    if asks_card(playbook, state) and text.strip():
        return f"[{state.awaiting}]"
    for start, end, name in reversed(_secrets(playbook, state, text, today)):
        text = f"{text[:start]}[{name}]{text[end:]}"
    return text


def without_secrets(
    playbook: Playbook, state: DialogueState, reading: TurnReading, today: date
) -> TurnReading:
    """Return a reading without the details that were found in what verifies the caller."""
    spans = _secrets(playbook, state, reading.transcript.text, today)
    if not spans:
        return reading

    def is_open(entity: Entity) -> bool:
        return all(entity.end <= start or end <= entity.start for start, end, _ in spans)

    return replace(reading, entities=tuple(filter(is_open, reading.entities)))


def _missing(verify: VerifySpec, state: DialogueState) -> tuple[str, CredentialSpec] | None:
    given = state.verification.given
    return next((one for one in verify.ask.items() if one[0] not in given), None)


def _given(playbook: Playbook, context: TurnContext, reading: TurnReading) -> dict[str, Any]:
    """Return what a turn gives that was asked for; what it names besides counts as well."""
    state, transcript = context.state, reading.transcript
    missing = asked_credential(playbook, state)
    if missing is None:
        return {}
    name, spec = missing
    masked = {one.type: one.value for one in reading.entities if one.type == name}
    named = masked | volunteered(playbook, transcript.text, context.today)
    if name in named:
        return named
    others = _words_besides_digits(playbook, transcript.text, context.today)
    by_itself = playbook.lang.extract({name: spec}, transcript.text, (), today=context.today)
    if by_itself:
        return {**named, name: by_itself[0].value}
    if reading.act == "request" and others > _WORDS_OF_COURTESY:
        return named  # "Send 2500 to Sarah" is a request, and no wrong PIN.
    said = (transcript.text, *transcript.alternatives)
    value = playbook.lang.choose(spec, said, today=context.today)
    if value is None and spec.kind in IN_PARTS:
        parts = [*(hypotheses[0] for hypotheses in state.heard), transcript.text]
        value = playbook.lang.join(spec, parts, today=context.today)
    if value is None and spec.kind == "digits":
        # Too many digits are a wrong answer, and no answer to anything else.
        digits = "".join(
            str(one.value) for one in _digits(playbook, transcript.text, context.today)
        )
        too_many = len(digits) > spec.max_length and others <= _WORDS_BESIDES
        value = digits if too_many else None
    return named if value is None else {**named, name: value}


def _is_part(playbook: Playbook, spec: CredentialSpec, context: TurnContext, text: str) -> bool:
    """Tell whether a turn is part of the number that was asked for."""
    heard, today = context.state.heard, context.today
    if spec.kind not in IN_PARTS or len(heard) >= MOST_PARTS:
        return False
    parts = [*(hypotheses[0] for hypotheses in heard), text]
    few = _words_besides_digits(playbook, text, today) <= _WORDS_BESIDES
    return few and bool(playbook.lang.missing(spec, parts)) and bool(_digits(playbook, text, today))


def _words_besides_digits(playbook: Playbook, text: str, today: date) -> int:
    inside = sum(len(one.text.split()) for one in _digits(playbook, text, today))
    return len(text.split()) - inside


def _named(playbook: Playbook, text: str, today: date) -> list[Entity]:
    """Return what stands beside its name in a text."""
    found = []
    for name, spec in playbook.verify.ask.items() if playbook.verify else ():
        if not _mentions(text, name, spec):
            continue
        for start, end in _places(playbook, spec, text, today):
            value = playbook.lang.choose(spec, (text[start:end],), today=today)
            if value is not None and _label(text, start, end, name, spec):
                found.append(Entity(name, text[start:end], value, start, end))
                break
    return found


def _places(
    playbook: Playbook, spec: CredentialSpec, text: str, today: date
) -> list[tuple[int, int]]:
    """Return where a text may hold such a secret, whole or in part."""
    if spec.kind in IN_PARTS:
        return _digit_words(playbook, spec, text, today)
    return [(e.start, e.end) for e in playbook.lang.extract({"it": spec}, text, (), today=today)]


def _label_span(text: str, named: Entity, playbook: Playbook) -> tuple[int, int]:
    """Return where the name of a secret is that stands beside it."""
    assert playbook.verify is not None
    spec = playbook.verify.ask[named.type]
    return _label(text, named.start, named.end, named.type, spec) or (named.start, named.end)


def _start_of_clause(text: str, start: int) -> int:
    """Return where the few words before ``start`` begin: "hi, my" is of no other request."""
    before = re.split(r"[,.;?!]", text[:start])[-1]
    return start - len(before) if len(before.split()) <= _WORDS_BESIDES else start


def _label(
    text: str, start: int, end: int, name: str, spec: CredentialSpec
) -> tuple[int, int] | None:
    for label in (name.replace("_", " "), *spec.called):
        for match in re.finditer(rf"(?<!\w){re.escape(label)}(?!\w)", text, re.IGNORECASE):
            between = (
                text[match.end() : start] if match.end() <= start else text[end : match.start()]
            )
            if len(between.split()) <= _WORDS_BETWEEN:
                return match.span()
    return None


def _secrets(
    playbook: Playbook, state: DialogueState, text: str, today: date
) -> list[tuple[int, int, str]]:
    """Return where a text of the caller holds what verifies them, and its name, in order."""
    if playbook.verify is None or not text:
        return []
    asked = asked_credential(playbook, state)
    if asked is not None:
        name, spec = asked
        if spec.kind in IN_PARTS:
            # What is wrong, or only part of it, is a secret as well, but not a mere "oh".
            runs = _digit_words(playbook, spec, text, today)
            many = sum(len(text[start:end].split()) for start, end in runs) > 1
            if runs and (many or len(text) < _SHORT or text[runs[0][0]].isdecimal()):
                return [(runs[0][0], runs[-1][1], name)]
        elif playbook.lang.choose(spec, (text,), today=today) is not None:
            return [(0, len(text), name)]
    return sorted(
        (start, end, name)
        for name, spec in playbook.verify.ask.items()
        if _mentions(text, name, spec)
        for start, end in _places(playbook, spec, text, today)
        if _label(text, start, end, name, spec)
    )


def _mentions(text: str, name: str, spec: CredentialSpec) -> bool:
    labels = "|".join(map(re.escape, (name.replace("_", " "), *spec.called)))
    # In the record, "[pin]" is in the place of the secret itself.
    return re.search(rf"(?<![\w\[])(?:{labels})(?!\w)", text, re.IGNORECASE) is not None


def _digit_words(
    playbook: Playbook, spec: CredentialSpec, text: str, today: date
) -> list[tuple[int, int]]:
    """Return where digits are said, word by word; one word may be between them."""
    runs: list[tuple[int, int]] = []
    for match in re.finditer(r"[\w'-]+", text):
        if playbook.lang.normalise(_ANY, match[0], today=today) is None:
            continue
        begins, ends = match.span()
        if runs:
            first, last = runs[-1]
            follows = text[last:begins].isspace()
            near = len(re.findall(r"[\w']+", text[last:begins])) <= 1
            whole = playbook.lang.choose(spec, (text[first:last],), today=today) is not None
            if follows or (near and not whole):
                begins = runs.pop()[0]
        runs.append((begins, ends))
    return runs


def _digits(playbook: Playbook, text: str, today: date) -> tuple[Entity, ...]:
    return playbook.lang.extract({"digits": _ANY}, text, (), today=today)


_ANY = CredentialSpec(kind="digits", ask="?")
