"""Keys of a playbook that protect callers: who must be verified, limits, what is never said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from voice_agent.core.strict import Strict
from voice_agent.language.specs import EntitySpec

if TYPE_CHECKING:
    from voice_agent.playbook.schema import Playbook


def _phrase(phrase: str) -> str:
    """Check words, or a regular expression between slashes."""
    pattern_of(phrase)
    return phrase


def pattern_of(phrase: str) -> str:
    """Return the regular expression of a phrase that must not be said.

    Raises:
        ValueError: It is empty, or no regular expression.
    """
    words = phrase.split()
    if not words or phrase.strip() == "//":
        raise ValueError("an empty phrase would forbid everything; expected words, or /a pattern/")
    if len(phrase) > 2 and phrase[0] == phrase[-1] == "/":
        try:
            re.compile(phrase[1:-1])
        except re.error as error:
            raise ValueError(f"{phrase!r} is no regular expression: {error}") from None
        return f"(?:{phrase[1:-1]})"
    return r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)"


Phrase = Annotated[str, AfterValidator(_phrase)]
"""Words that no answer may contain, or a regular expression between slashes."""


class CredentialSpec(EntitySpec):
    """Something that only the right caller knows, and how it is asked for.

    Besides its own keys it has those of an entity: ``kind`` and its limits.

    Attributes:
        ask: Question for it.
        again: Other ways to ask after an answer that was not understood.
        why: Why it is needed, for a caller who asks.
        called: Other names of it, in a turn that gives it unasked ("my passcode is ...").
    """

    ask: str
    again: list[str] = Field(default_factory=list)
    why: str | None = None
    called: list[str] = Field(default_factory=list)


class VerifySpec(Strict):
    """How callers are verified, and what for.

    Attributes:
        intents: Intents that need a verified caller; ``actions`` is every intent with an action.
        exempt: Intents that do not, if ``intents`` is ``actions``.
        ask: What the caller must know, by name. All of it is asked for, in this order.
        action: Compares it. It gets what was given as details, and its result says ``ok: true`` if
            it is right; anything else is a refusal. A field ``caller`` may say who it is: limits
            by the day are counted for that name.
        tries: Answers that may be wrong in one call; after that a person takes over.
        never_say: Words, or patterns between slashes, that no answer may contain before the
            caller is verified.
    """

    intents: Literal["actions"] | list[str] = "actions"
    exempt: list[str] = Field(default_factory=list)
    ask: dict[str, CredentialSpec] = Field(min_length=1)
    action: str
    tries: int = Field(default=3, gt=0)
    never_say: list[Phrase] = Field(default_factory=list)

    @model_validator(mode="after")
    def _exempt_from_all(self) -> VerifySpec:
        if self.exempt and self.intents != "actions":
            raise ValueError(
                "exempt: only with 'intents: actions'; leave the names out of the list"
            )
        return self


class LimitSpec(Strict):
    """A limit of an action.

    Attributes:
        detail: The amount or number that counts; without it, it is how often the action is done.
        most: The most that is possible.
        per: ``once``: each time by itself; ``call`` and ``day``: all together. A day is that of
            the callers, and counts what was done for the same verified caller.
        says: Sentence of the refusal; ``{limit}`` and ``{left}`` (what is still possible) are
            filled in. By default that of ``says``.
    """

    detail: str | None = None
    most: float = Field(gt=0)
    per: Literal["once", "call", "day"] = "once"
    says: str | None = None

    @model_validator(mode="after")
    def _counts_something(self) -> LimitSpec:
        if self.detail is None and self.per == "once":
            raise ValueError("per: expected 'call' or 'day' for a limit without a 'detail'")
        return self


def misfit(playbook: Playbook) -> str:
    """Return which name that protects callers does not exist, or cannot work; empty if all fit."""
    return _verify_misfit(playbook) or _limit_misfit(playbook) or _unsayable(playbook)


def _verify_misfit(playbook: Playbook) -> str:
    verify = playbook.verify
    if verify is None:
        return ""
    named = [] if verify.intents == "actions" else verify.intents
    for key, names in (("intents", named), ("exempt", verify.exempt)):
        for name in names:
            if name not in playbook.intents:
                known = ", ".join(sorted(playbook.intents))
                return f"verify.{key}: no intent '{name}'; known: {known}"
            if key == "intents" and playbook.intents[name].route != "answer":
                return f"verify.intents: '{name}' has no route 'answer'; only those can wait"
    for name in verify.ask:
        if name in playbook.entities:
            return f"verify.ask.{name}: there is an entity of this name; expected another one"
    action = playbook.actions.get(verify.action)
    if action is None:
        known = ", ".join(sorted(playbook.actions)) or "none"
        return f"verify.action: no action '{verify.action}'; known: {known}"
    if action.is_fixed and "ok" not in action.returns:
        return f"verify.action: '{verify.action}' must return 'ok'"
    if action.results and ("ok" not in action.results or action.results["ok"].kind != "flag"):
        return f"verify.action: '{verify.action}' needs a result 'ok' of kind 'flag'"
    return ""


def _limit_misfit(playbook: Playbook) -> str:
    for name, action in playbook.actions.items():
        users = [one for one in playbook.intents.items() if one[1].action == name]
        for number, limit in enumerate(action.limits):
            if limit.detail is None:
                continue
            for task, intent in users:
                detail = intent.details.get(limit.detail)
                kind = detail and playbook.entities[detail.entity or limit.detail].kind
                if kind not in ("money", "number"):
                    return (
                        f"actions.{name}.limits.{number}.detail: intent '{task}' has no amount or "
                        f"number '{limit.detail}'; known: {', '.join(intent.details) or 'none'}"
                    )
    return ""


def _unsayable(playbook: Playbook) -> str:
    """Look for what replaces a forbidden clause: it must not be forbidden itself."""
    phrases = [*playbook.never_say, *(playbook.verify.never_say if playbook.verify else ())]
    for phrase in phrases:
        for key in ("llm_fallback", "robot"):
            if re.search(pattern_of(phrase), getattr(playbook.says, key), re.IGNORECASE):
                return f"never_say: {phrase!r} is in says.{key}, which replaces what is not said"
    return ""
