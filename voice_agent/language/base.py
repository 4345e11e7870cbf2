"""What serving needs of a language.

A language is a module (or any object) with the members of ``Language``. English is the package
``voice_agent.language.en``; another language is a folder with the same members, beside it or in a
package of its own (entry point ``voice_agent.languages``). Every function is pure and fast: most
run several times a turn, between the caller's last word and the agent's first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from voice_agent.core.turn import Entity
from voice_agent.language.specs import EntitySpec

Confirmation = Literal["yes", "no", "doubt", "wait", "unclear"]
"""What an answer to a yes-or-no question is. ``doubt`` is a hedge, a condition, a question or a
second thought; ``wait`` asks for a moment; ``unclear`` is no answer at all. Only ``yes`` runs an
action."""
Signal = Literal[
    "hold",
    "repeat",
    "slower",
    "rephrase",
    "why",
    "restart",
    "back",
    "skip",
    "unsure",
    "change",
    "keep",
    "undo",
    "acknowledge",
    "nothing",
    "small_talk",
]
"""What a turn can say about the conversation itself.

``hold``: the caller needs a moment. ``repeat``, ``slower``, ``rephrase``, ``why``: about what the
agent said last. ``restart``, ``back``, ``skip``: about the questions of a task. ``unsure``: the
caller does not know the answer. ``change``: something is to be different, but not what. ``keep``:
nothing is to be different. ``undo``: about what was done. ``acknowledge``: the caller has heard.
``nothing``: the caller wants nothing else. ``small_talk``: "how are you?".
"""
Continues = Literal["same", "also", "again"]
"""How a turn goes on from the last request: ``same`` with all its details but one ("the same to
Tom"), ``also`` for something else of its kind ("and my savings?")."""


@dataclass(frozen=True, slots=True)
class Span:
    """A detail that the model marked in a text.

    Attributes:
        type: Name of the entity in the playbook.
        start: First character.
        end: One past the last character.
        confidence: How sure the model is, 0..1.
    """

    type: str
    start: int
    end: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much a day or a time is moved; negative is earlier."""

    days: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things that a turn lists: "two lattes, a mocha".

    Attributes:
        text: Its words, and what is said of all of them.
        count: How often it is wanted.
        at: Where in ``text`` the count is; -1 if there is none. Where it belongs to a value ("two
            shots"), nothing was counted.
    """

    text: str
    count: int = 1
    at: int = -1


@dataclass(frozen=True, slots=True)
class Vague:
    """What an answer narrows a value down to without giving one: "in the morning", "all of it".

    Attributes:
        text: The caller's words for it.
        low: The least or first value that is meant; None if there is no limit.
        high: The most or last value that is meant.
        name: An amount that only the account tells: ``all``, ``half``, ``rest``, ``minimum``,
            ``maximum`` or ``statement``; ``any`` if the caller leaves the choice to the agent;
            ``relative`` if it is more or less than another amount: "ten dollars more".
        ask: A question for the value itself: "What time in the morning?". Empty with a name.
    """

    text: str
    low: Any | None = None
    high: Any | None = None
    name: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Sentences:
    """What the agent says where a playbook has no sentence of its own. Fields: see ``Says``."""

    still_there: str
    anything_else: str
    cancelled: str
    fillers: tuple[str, ...]
    other_language: str
    abuse: str
    not_possible: str
    change: str
    hold: str
    go_on: str
    small_talk: str
    needed: str
    echo: str
    several: str
    unknown: str
    not_valid: str
    exactly: str
    resume: str
    only_once: str
    nothing_to_undo: str
    too_small: str
    too_large: str
    in_the_past: str
    in_the_future: str
    action_unknown: str
    already_done: str
    llm_cut: str
    still_here: str
    handoff_failed: str
    handoff_waiting: str
    handoff_connecting: str
    handoff_busy: str
    handoff_no_answer: str
    handoff_declined: str
    handoff_next: str
    handoff_whisper: str
    recording: str
    robot: str
    verified: str
    not_right: str
    not_verified: str
    cannot_verify: str
    verify_failed: str
    limit_call: str
    limit_day: str
    limit_call_reached: str
    limit_day_reached: str
    busy: str
    hold_the_line: str
    closing: str


@dataclass(frozen=True, slots=True)
class LlmText:
    """What a frontier LLM is told besides the persona.

    Attributes:
        rules: How to answer on the telephone, and what never to do.
        knowledge: Introduces a section of the knowledge folder; ``{text}`` is filled in.
        details: Introduces the details known so far; ``{text}`` is filled in.
        proposals: How to propose a task, its details or a person; ``{tasks}`` is filled in.
        placeholders: What "[name 1]" in the conversation is, and how to answer with it.
    """

    rules: str
    knowledge: str
    details: str
    proposals: str
    placeholders: str


@dataclass(frozen=True, slots=True)
class RecogniserText:
    """What a recogniser of this language writes, and what it should write.

    Attributes:
        spelled_digits: A sentence for its prompt in which digits are written one by one; account
            numbers are then written that way.
        digit_words: Words for digits: repeated ones are no sign of a loop.
        hallucinations: Texts that it writes over silence and noise, in lower case, without
            punctuation ("thanks for watching").
        short_answers: What it writes for a yes, a no, a wish to wait or stop, and other short
            words that sound like them or that it writes for mere sounds ("Yes.", "What?").
            Without them a yes is heard only as the question makes the recogniser expect it.
        expected_words: What callers say whatever the playbook is about, as in the middle of a
            sentence: words for the person whom they ask for.
    """

    spelled_digits: str
    digit_words: frozenset[str]
    hallucinations: frozenset[str]
    short_answers: tuple[str, ...] = ()
    expected_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """A pattern of personal details and the label that replaces each match.

    Attributes:
        pattern: What is replaced; but for its group ``before``, if it has one. A match that is
            all ``before`` stays.
        label: The kind of detail, in brackets.
        asked: True if it counts only where the caller was asked for a number.
    """

    pattern: re.Pattern[str]
    label: str
    asked: bool = False

    def replace(self, text: str, label: Callable[[str], str] | None = None) -> str:
        """Return the text with each match replaced.

        Args:
            text: What was said.
            label: Makes the label of what is replaced; by default always ``self.label``.
        """

        def replaced(match: re.Match[str]) -> str:
            before = match.groupdict().get("before") or ""
            found = match[0][len(before) :]
            if not found:
                return before
            return before + (label(found) if label else self.label)

        return self.pattern.sub(replaced, text)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a question and its answer have to agree on.

    Attributes:
        ruled_out: Terms that the text says are not there ("without an ID").
        numbers: The numbers in it.
    """

    ruled_out: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()


class Language(Protocol):
    """A language that callers and the agent speak."""

    @property
    def code(self) -> str:
        """ISO 639-1 code."""
        ...

    # What a turn holds.

    def prepare(self, entities: Mapping[str, EntitySpec]) -> None:
        """Compile the entities and load slow libraries now rather than in the first turn."""
        ...

    def extract(
        self,
        entities: Mapping[str, EntitySpec],
        text: str,
        spans: Sequence[Span],
        *,
        today: date,
        alternatives: Sequence[str] = (),
    ) -> tuple[Entity, ...]:
        """Find the entities of a turn, in spoken order, not overlapping.

        Args:
            entities: What the playbook knows, by name.
            text: What was recognised.
            spans: What the model marked in it.
            today: Day from which relative dates count.
            alternatives: Further hypotheses, best first. A span without a valid value may take
                one from there.
        """
        ...

    def normalise(self, spec: EntitySpec, text: str, *, today: date) -> Any | None:
        """Return the value of ``text``, all of which is one value, or None if it has none."""
        ...

    def choose(
        self,
        spec: EntitySpec,
        hypotheses: Sequence[str],
        *,
        today: date,
        earlier: Sequence[Sequence[str]] = (),
    ) -> Any | None:
        """Return the value of an answer, or None if none is likely enough.

        Args:
            spec: Entity that was asked for.
            hypotheses: What was recognised, best first.
            today: Day from which relative dates count.
            earlier: Hypotheses of earlier answers to the same question.
        """
        ...

    def readings(self, spec: EntitySpec, text: str, *, today: date) -> tuple[Any, ...]:
        """Return the values that an answer may have, the likeliest first; several if ambiguous.

        The first is that of ``normalise``. "Forty five fifty" is 45.50 or 4,550.
        """
        ...

    def vague(self, spec: EntitySpec, text: str, *, today: date) -> Vague | None:
        """Return what an answer without a value narrows it down to ("in the morning"), or None."""
        ...

    def join(self, spec: EntitySpec, parts: Sequence[str], *, today: date) -> Any | None:
        """Return the value of a number that was given in pieces, oldest first, or None."""
        ...

    def missing(self, spec: EntitySpec, parts: Sequence[str]) -> int | None:
        """Return how many digits such pieces lack; None if that is not known, 0 if none.

        For an email address, 1 if it is to go on.
        """
        ...

    def pick(self, values: Sequence[str], hypotheses: Sequence[str]) -> tuple[str, ...]:
        """Return which of the given values an answer names: one, several if unclear, or none.

        Args:
            values: What there is to choose from, such as the caller's own payees.
            hypotheses: What was recognised, best first.
        """
        ...

    def other(self, values: Mapping[str, Sequence[str]], current: str, text: str) -> str | None:
        """Return the value that is meant by "the other one", or None if that is not clear.

        Args:
            values: What there is to choose from, each with other ways to say it.
            current: The value that is known.
            text: What was recognised.
        """
        ...

    def both(self, values: Mapping[str, Sequence[str]], text: str) -> tuple[str, str] | None:
        """Return the two values that are meant by "both cards"; None where there are not just two.

        Args:
            values: What there is to choose from, each with other ways to say it.
            text: What was recognised.
        """
        ...

    def impossible(self, spec: EntitySpec, text: str) -> str:
        """Return a sentence that says why an answer's value cannot be (June 31), or ``""``."""
        ...

    # What an answer is.

    def confirmation(
        self, text: str, act: str, *, calls_off: bool = False, question: str = ""
    ) -> Confirmation:
        """Tell whether the caller agreed. An action depends on it: only an unmistakable yes is one.

        Args:
            text: What was recognised.
            act: Dialogue act of the turn. It makes no yes of other words, and with ``deny`` no
                words are a yes.
            calls_off: Whether the agent asked to cancel something, so that "yes, cancel it" is
                a yes.
            question: What was asked: a caller who repeats its words agrees.
        """
        ...

    def calls_off(self, question: str) -> bool:
        """Tell whether cancelling something is all that a question to be confirmed proposes."""
        ...

    def wants_to_leave(self, text: str) -> bool:
        """Tell whether the caller abandons the task under way ("forget it")."""
        ...

    def replaces_task(self, text: str) -> bool:
        """Tell whether a request takes the place of the task under way ("pay my card instead")."""
        ...

    def recurs(self, text: str) -> bool:
        """Tell whether something is to be done again and again, and not once ("every month")."""
        ...

    def after_leaving(self, text: str) -> str:
        """Return a turn with blanks up to what it asks for instead of the task, or ``""``.

        Of "no, leave that, and tell me my balance" that is "tell me my balance".
        """
        ...

    def signal(self, text: str) -> Signal | None:
        """Tell what a turn says about the conversation itself, if that is all it does."""
        ...

    def continues(self, text: str) -> Continues | None:
        """Tell whether a turn is the rest of a request like the last one ("and my savings?")."""
        ...

    def refers_back(self, text: str) -> Literal["asks", "may_ask", "no"]:
        """Tell whether a turn asks about what was just spoken of ("and how long does it take?").

        ``may_ask`` if it could as well be a request or a question of its own ("can I cancel it?").
        """
        ...

    def speaks_of_it(self, text: str) -> bool:
        """Tell whether a request names what it is about by a pronoun ("can you unlock it?")."""
        ...

    def replacement(self, text: str) -> tuple[str, str] | None:
        """Return the new and the old words of a turn that says "Mark, not Mike"."""
        ...

    def shift(self, text: str) -> Shift | None:
        """Return by how much a turn moves a day or a time that was given ("a day earlier")."""
        ...

    def splits(self, text: str) -> list[tuple[str, str]]:
        """Return the ways to cut a turn into two requests, the likeliest first."""
        ...

    def items(self, text: str) -> list[Item]:
        """Return what a turn lists, each to be understood by itself; nothing if it lists nothing.

        "A mocha and two lattes, all small" is "a mocha, small", and "two lattes, small" twice.
        """
        ...

    def more(self, text: str) -> int:
        """Return how many more of what was just done a turn asks for: 1 for "make that two"."""
        ...

    def is_known(self, before: str) -> bool:
        """Tell whether the words before a value say that it was spoken of: "in the latte"."""
        ...

    def goes_without(self, text: str) -> bool:
        """Tell whether who hears that there is none of something does without it."""
        ...

    def correction(self, text: str) -> str | None:
        """Return what a turn puts right, without the words that say so, or None.

        Of "sorry, I meant the credit card" that is "the credit card".
        """
        ...

    def takes_back(self, between: str) -> bool:
        """Tell whether the words between two values say that the second replaces the first."""
        ...

    def rules_out(self, before: str) -> bool:
        """Tell whether the value that follows these words is not meant: "but not my"."""
        ...

    def after_yes(self, text: str) -> str:
        """Return the further request of a turn that begins with a yes, or ``""``.

        "Yes, and freeze my card" is a yes to what was asked, and "freeze my card".
        """
        ...

    def mentions(self, name: str, spec: EntitySpec, text: str) -> bool:
        """Tell whether a turn speaks of a detail without its value ("the amount is wrong").

        Args:
            name: The detail's name in the playbook.
            spec: Its entity.
            text: What was recognised.
        """
        ...

    def amended(self, spec: EntitySpec, value: Any, text: str) -> Any | None:
        """Return a value with the part that a text gives anew, or None if it gives none.

        "No, apartment five" changes one part of an address. Most kinds have no parts.
        """
        ...

    def is_spelled(self, spec: EntitySpec, text: str) -> bool:
        """Tell whether most of an answer is letters, digits or code words for them."""
        ...

    def spelling_odds(self, letters: str, *, begun: bool = False) -> float:
        """Return how much likelier letters are as a name than at random; a logarithm.

        0 where nothing is known of names. It ranks what was heard and decides nothing.

        Args:
            letters: Of one or more names.
            begun: Whether more letters may follow.
        """
        ...

    def similar_names(self, letters: str) -> Sequence[str]:
        """Return a few names, in lower case without spaces, that letters may be misheard for.

        None where nothing is known of names. What was heard decides between them.
        """
        ...

    def letter_question(self, one: str, other: str) -> str:
        """Return the question for the only letter in which two names differ; "" if none is."""
        ...

    def letter_answer(self, text: str, one: str, other: str) -> str | None:
        """Return which of two such names an answer means, or None if it does not say."""
        ...

    def unspelled(self, name: str, question: str) -> str:
        """Return what to say to a name that was said as a word where its letters were asked for.

        ``""`` if the question does not ask for letters, or the word leaves none of them open.
        """
        ...

    def is_broken_off(self, text: str) -> bool:
        """Tell whether a turn ends in the middle of a sentence: "lock my"."""
        ...

    def asks(self, text: str) -> bool:
        """Tell whether a text without a question mark may still ask for something."""
        ...

    def orders(self, text: str) -> list[str]:
        """Return the parts of a turn that plainly ask for something to be done, in lower case."""
        ...

    def tells(self, text: str) -> bool:
        """Tell whether a turn that names values tells of something and asks for nothing.

        "My wife ordered a latte already" does, "a large latte" does not.
        """
        ...

    def reports(self, text: str) -> bool:
        """Tell whether a turn only tells what somebody does or did ("my boss has ordered one")."""
        ...

    def cannot_tell(self, text: str) -> bool:
        """Tell whether the caller cannot or will not give what was asked for ("I forgot it")."""
        ...

    def without_declined(self, text: str) -> str:
        """Return a text with blanks in the place of what declines to be put through."""
        ...

    def without_expletives(self, text: str) -> str:
        """Return a text with blanks in the place of swearwords that ask for nothing."""
        ...

    def without_refused(self, text: str) -> str:
        """Return a text with blanks in the place of what it asks not to do ("don't order it")."""
        ...

    def is_of_somebody_else(self, text: str) -> bool:
        """Tell whether a request is about an account or a card that is not the caller's."""
        ...

    # What the agent says.

    @property
    def sentences(self) -> Sentences:
        """The agent's sentences where the playbook has none."""
        ...

    def say(self, spec: EntitySpec, value: Any, *, today: date) -> str:
        """Return a value as it is spoken: "250 dollars", "Friday, November 27".

        Args:
            spec: Entity the value is of.
            value: Value as ``normalise`` makes it, or text from the playbook, said as it is.
            today: The callers' day: a date far from it is said with its year.
        """
        ...

    def listing(self, items: Sequence[str]) -> str:
        """Join items as they are spoken: "milk, sugar and ice"."""
        ...

    def speakable(self, text: str) -> str:
        """Return what an LLM, an action or a file gives as a voice should say it.

        Amounts, times, dates, numbers and abbreviations are in words; markup, pictures and the
        addresses of websites are gone. Text in spoken form, such as what ``say`` returns, stays
        as it is. Empty if there is nothing to say.
        """
        ...

    def split_clauses(self, text: str) -> list[str]:
        """Cut a reply into clauses that are synthesised one by one, the first of them short."""
        ...

    # What a question is about.

    def terms(self, text: str) -> list[str]:
        """Return the stems of the words that carry meaning, for retrieval."""
        ...

    def particulars(self, text: str) -> Particulars:
        """Return what a text rules out and the numbers in it, for retrieval."""
        ...

    def questions(self, text: str) -> list[str]:
        """Return the questions of a turn, each clear by itself; the text when it is only one."""
        ...

    # What does not belong in the conversation or the record.

    def unwanted(self, text: str) -> tuple[Literal["injection", "abuse"], str] | None:
        """Return the kind of text no agent has to answer and the rule that matched, or None."""
        ...

    def asks_if_human(self, text: str) -> Literal["no", "only", "also"]:
        """Tell whether the caller asks if the agent is a machine; ``only`` if nothing else."""
        ...

    def speaks_of_staff(self, text: str, asked: str = "") -> Literal["asks", "mentions", "no"]:
        """Tell whether a turn asks for a person of the staff, or only mentions one.

        ``no`` if it speaks of none, or if its words alone do not tell.

        Args:
            text: What the caller said.
            asked: What the agent said before.
        """
        ...

    def claims_to_be_human(self, text: str) -> bool:
        """Tell whether a clause of an answer says that the agent is a human being."""
        ...

    @property
    def redactions(self) -> Sequence[Redaction]:
        """What looks like personal details, applied in this order."""
        ...

    # What the recogniser and the LLM are told.

    @property
    def recogniser(self) -> RecogniserText:
        """What a recogniser writes, and what it should write."""
        ...

    def words(self, text: str) -> list[str]:
        """Return words and numbers in the language's own letters, lower case, no punctuation."""
        ...

    def respelled(self, text: str, expected: Collection[str], known: Collection[str]) -> str:
        """Return a text with words that sound like an expected one spelled as that.

        Args:
            text: What was recognised.
            expected: Words that callers are likely to say.
            known: Words that callers do say, which stay.
        """
        ...

    def without_hello(self, text: str) -> str:
        """Return a text without "Hello? Are you there?" at its end, from a caller who waits."""
        ...

    def opens_question(self, sentence: str) -> bool:
        """Tell whether a sentence in lower case begins as a question does."""
        ...

    def repair(self, sentence: str) -> str:
        """Correct what filling a gap has broken in a sentence ("a americano")."""
        ...

    @property
    def llm(self) -> LlmText:
        """What a frontier LLM is told."""
        ...
