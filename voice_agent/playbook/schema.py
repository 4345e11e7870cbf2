"""The shape of a playbook folder: ``playbook.yaml``, ``phrases.yaml``, ``knowledge/*.md``."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from voice_agent.core.errors import ConfigError
from voice_agent.core.strict import Strict
from voice_agent.language import Language, load
from voice_agent.language.specs import EntityKind as EntityKind
from voice_agent.language.specs import EntitySpec as EntitySpec

_GAP = re.compile(r"\{(\w+)\}")
_MARKED = re.compile(r"\[[^\]]*\]\(([^)]*)\)|\{([^}]*)\}")


class DetailSpec(Strict):
    """A detail an intent wants before it can be done.

    Attributes:
        entity: Entity that fills it; the detail's own name when left out.
        ask: Question asked when it is missing. Without it the detail is optional.
        default: Value taken when it was never mentioned.
    """

    entity: str | None = None
    ask: str | None = None
    default: Any = None


class IntentSpec(Strict):
    """Something a caller may want.

    Attributes:
        about: One line for people and for the LLM.
        route: Who answers: the playbook (``answer``), the knowledge folder
            (``retrieve``), the frontier LLM (``llm``) or a person (``human``).
        details: Details to collect, in the order they are asked for.
        confirm: Read back before acting; the caller must say yes. ``{detail}`` is filled in.
        action: Name of an action to run once details are there and confirmed.
        answer: What to say at the end. ``{detail}``, ``{details}`` (all of them), the action's
            results and ``{last_reply}`` (what the agent said last) are filled in.
        ends_call: Whether the call is over after the answer.
    """

    about: str = ""
    route: Literal["answer", "retrieve", "llm", "human"] = "answer"
    details: dict[str, DetailSpec] = Field(default_factory=dict)
    confirm: str | None = None
    action: str | None = None
    answer: str | None = None
    ends_call: bool = False

    @model_validator(mode="after")
    def _answer_where_needed(self) -> IntentSpec:
        if self.route == "answer" and not self.answer:
            raise ValueError("an intent with route 'answer' needs an 'answer'")
        return self


class ActionSpec(Strict):
    """Something the agent may do: fixed data, a webhook, a function, or a kind from a package.

    Attributes:
        returns: Fixed result fields. A mapping value is looked up by the detail named in ``by``.
        by: Detail whose value selects the entry in ``returns``.
        webhook: URL that gets the details as JSON by POST and answers with a JSON object.
        python: ``package.module:function``, or ``file.py:function`` in the playbook's folder.
        kind: Name that an installed package has registered in ``voice_agent.actions``.
        args: Arguments of that kind.
        timeout_ms: Deadline.
    """

    returns: dict[str, Any] = Field(default_factory=dict)
    by: str | None = None
    webhook: str | None = None
    python: str | None = None
    kind: str | None = None
    args: dict[str, Any] = Field(default_factory=dict)
    timeout_ms: int = Field(default=2000, gt=0)

    @property
    def is_fixed(self) -> bool:
        """Whether ``returns`` is all it does."""
        return not (self.webhook or self.python or self.kind)

    @model_validator(mode="after")
    def _one_kind(self) -> ActionSpec:
        given = [key for key in ("webhook", "python", "kind") if getattr(self, key)]
        given += [key for key in ("returns", "by") if getattr(self, key)][:1]
        if len(given) > 1:
            raise ValueError(f"an action has one of {' and '.join(given)}, not both")
        if self.args and not self.kind:
            raise ValueError("'args' are the arguments of a 'kind'; name one, or leave them out")
        return self


class Says(Strict):
    """Fixed sentences. Lists are used in turn, so a caller does not hear one twice in a row.
    A sentence that is optional and left out is that of the playbook's language.

    Attributes:
        greeting: The first words of a call.
        not_understood: The words of a turn were heard, and mean nothing that is known.
        not_heard: A turn was heard poorly.
        still_there: Nobody has spoken for a while.
        anything_else: After a task that was confirmed.
        cancelled: The caller has called a task off.
        llm_fallback: A question needs the LLM, and there is none or it failed. When it ends in a
            question it offers a person, and a yes hands the call over.
        action_failed: An action failed; an offer in the same way.
        handoff: A person takes over.
        goodbye: The agent ends the call.
        fillers: Bridge the wait for a late answer. Without any, nothing is said until there is
            one.
        other_language: The caller speaks another language.
        abuse: The caller insults the agent.
        not_possible: Out of scope, or not allowed.
    """

    greeting: str
    not_understood: list[str]
    not_heard: list[str]
    still_there: str = ""
    anything_else: str = ""
    cancelled: str = ""
    llm_fallback: str
    action_failed: str
    handoff: str
    goodbye: str
    fillers: list[str] = Field(default_factory=list)
    other_language: str = ""
    abuse: str = ""
    not_possible: str = ""


class Costs(Strict):
    """What ``voice-agent tune`` weighs, all in one currency of your own. Nothing else reads it.

    Attributes:
        wrong_answer: The agent answers something else than was asked.
        missed_escalation: Somebody who needs a person does not get one with this turn.
        clarification: The caller has to say it again. At the default one in four of those
            ends with a person.
        llm_call: One question to the LLM.
        human_minute: A minute of a person's time.
        human_minutes: How many of them a call that is handed over takes.
    """

    wrong_answer: float = Field(default=5.0, ge=0)
    missed_escalation: float = Field(default=20.0, ge=0)
    clarification: float = Field(default=1.0, ge=0)
    llm_call: float = Field(default=0.02, ge=0)
    human_minute: float = Field(default=1.0, ge=0)
    human_minutes: float = Field(default=4.0, ge=0)


class Policy(Strict):
    """When to answer, ask again or hand over. The router reads nothing else.

    Attributes:
        min_intent_confidence: Below it the turn is treated as not understood.
        min_transcript_confidence: Below it the caller is asked to repeat.
        min_retrieval_score: BM25 score share (0..1) below which knowledge is not read out.
        escalation_threshold: Escalation score that hands over at once.
        max_clarifications: That many failed turns in a row, and a human takes over.
        llm_when_out_of_scope: Whether complete sentences out of scope go to the LLM.
        out_of_scope_threshold: A turn that is out of scope with more than this confidence is
            declined in one sentence (``says.not_possible``), without an LLM; 1 turns that off.
        handoff_ends_call: Whether the agent leaves the line once a person has the call.
        reasoning_threshold: Above this probability that a good answer takes reasoning, the LLM
            answers instead of the playbook; 1 turns that off.
        max_abuse: Number of insults in a call that are answered calmly.
        on_abuse: What happens then: a ``human`` takes over, or the call comes to its ``end``.
        on_other_language: Whether the agent ``says`` which language it speaks, or a ``human``
            takes over at once.
        costs: What mistakes cost; ``voice-agent tune`` chooses the thresholds by it.
    """

    min_intent_confidence: float = 0.5
    min_transcript_confidence: float = 0.35
    min_retrieval_score: float = 0.35
    escalation_threshold: float = 0.6
    max_clarifications: int = 2
    llm_when_out_of_scope: bool = True
    out_of_scope_threshold: float = Field(default=0.9, ge=0, le=1)
    handoff_ends_call: bool = True
    reasoning_threshold: float = Field(default=0.8, ge=0, le=1)
    max_abuse: int = Field(default=2, ge=0)
    on_abuse: Literal["human", "end"] = "human"
    on_other_language: Literal["says", "human"] = "says"
    costs: Costs = Costs()


class Playbook(Strict):
    """A whole playbook, validated: every name it mentions exists.

    Attributes:
        name: Name of the business, for people.
        language: ISO 639-1 code of a language that ``voice_agent.language.load`` finds.
        timezone: IANA name of the callers' time zone, in which "today" and "next Friday" are
            read; the machine's own when left out.
        persona: Who the agent is and how it speaks; handed to the LLM.
        says: Fixed sentences.
        entities: Kinds of details that callers mention, by name.
        intents: What callers want, by name.
        actions: What the agent can do, by name.
        policy: When to answer, ask again or hand over.
        vocabulary: Words that the recogniser should expect, besides those in ``entities``.
        phrases: Example sentences by intent, from ``phrases.yaml``. A phrase may mark details as
            ``[two hundred dollars](amount)`` or leave a gap as ``{amount}``. The key
            ``out_of_scope`` holds sentences that the agent should not claim to understand.
        folder: Folder of the playbook.
    """

    name: str
    language: str = "en"
    timezone: str | None = None
    persona: str
    says: Says
    entities: dict[str, EntitySpec] = Field(default_factory=dict)
    intents: dict[str, IntentSpec]
    actions: dict[str, ActionSpec] = Field(default_factory=dict)
    policy: Policy = Policy()
    vocabulary: list[str] = Field(default_factory=list)
    phrases: dict[str, list[str]] = Field(default_factory=dict)
    folder: Path

    @field_validator("language")
    @classmethod
    def _language_exists(cls, code: str) -> str:
        try:
            load(code)
        except ConfigError as error:
            raise ValueError(str(error)) from None
        return code

    @model_validator(mode="before")
    @classmethod
    def _own_sentences_first(cls, data: Any) -> Any:
        """Fill in the sentences that the playbook leaves to its language."""
        if not isinstance(data, dict) or not isinstance(data.get("says"), dict):
            return data
        try:
            language = load(data.get("language", cls.model_fields["language"].default))
        except (ConfigError, TypeError):
            return data  # The check of the field names the mistake.
        return {**data, "says": {**asdict(language.sentences), **data["says"]}}

    @model_validator(mode="after")
    def _names_exist(self) -> Playbook:
        for name, intent in self.intents.items():
            if intent.action and intent.action not in self.actions:
                raise ValueError(
                    f"intents.{name}.action: no action '{intent.action}'; "
                    f"known: {', '.join(sorted(self.actions)) or 'none'}"
                )
            for detail, spec in intent.details.items():
                if (spec.entity or detail) not in self.entities:
                    raise ValueError(
                        f"intents.{name}.details.{detail}: no entity '{spec.entity or detail}'; "
                        f"known: {', '.join(sorted(self.entities)) or 'none'}"
                    )
        return self

    @model_validator(mode="after")
    def _templates_fit(self) -> Playbook:
        for name, intent in self.intents.items():
            action = self.actions.get(intent.action or "")
            known = {*intent.details, "details", "last_reply"}
            for key, template in (("confirm", intent.confirm), ("answer", intent.answer)):
                if key == "answer" and action is not None:
                    if not action.is_fixed:
                        continue  # What it will return is not known here.
                    known |= action.returns.keys()
                for gap in _GAP.findall(template or ""):
                    if gap not in known:
                        raise ValueError(
                            f"intents.{name}.{key}: nothing fills '{{{gap}}}'; "
                            f"known: {', '.join(sorted(known))}"
                        )
        return self

    @model_validator(mode="after")
    def _phrases_fit(self) -> Playbook:
        for intent, phrases in self.phrases.items():
            if intent != "out_of_scope" and intent not in self.intents:
                raise ValueError(
                    f"phrases.{intent}: no such intent; known: out_of_scope, "
                    f"{', '.join(sorted(self.intents))}"
                )
            for phrase in phrases:
                for mark, gap in _MARKED.findall(phrase):
                    if (mark or gap) not in self.entities:
                        raise ValueError(
                            f"phrases.{intent}: '{phrase}' marks '{mark or gap}', which is no "
                            f"entity; known: {', '.join(sorted(self.entities)) or 'none'}"
                        )
        return self

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError):
                raise ValueError(
                    f"no time zone '{name}'; expected a name of the IANA database such as "
                    "'America/New_York'"
                ) from None
        return name

    @property
    def zone(self) -> ZoneInfo | None:
        """The callers' time zone; ``None`` is the machine's own."""
        return None if self.timezone is None else ZoneInfo(self.timezone)

    @property
    def lang(self) -> Language:
        """The language that callers and the agent speak."""
        return load(self.language)

    @property
    def knowledge(self) -> Path:
        """Folder of Markdown files to retrieve from; may not exist."""
        return self.folder / "knowledge"
