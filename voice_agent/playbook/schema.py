"""The shape of a playbook folder: ``playbook.yaml``, ``phrases.yaml``, ``knowledge/*.md``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AliasChoices, Field, field_validator, model_validator

from voice_agent.core.errors import ConfigError
from voice_agent.core.strict import Strict
from voice_agent.core.turn import EscalationReason
from voice_agent.language import Language, load
from voice_agent.language.specs import EntityKind as EntityKind
from voice_agent.language.specs import EntitySpec as EntitySpec
from voice_agent.playbook.action_schema import ActionSpec as ActionSpec
from voice_agent.playbook.action_schema import check_actions, lookup_results, shared
from voice_agent.playbook.outputs import OutputSpec as OutputSpec
from voice_agent.playbook.phrases import intents_by_phrase
from voice_agent.playbook.protection import Phrase, VerifySpec, misfit
from voice_agent.playbook.questions import QuestionSpec

_GAP = re.compile(r"\{(\w+)\}")
_MARKED = re.compile(r"\[[^\]]*\]\(([^)]*)\)|\{([^}]*)\}")


class LookUp(Strict):
    """Values that an action lists, such as the caller's own payees. It must change nothing.

    Attributes:
        action: The action. It runs once in a call, before the detail is asked for.
        result: Field of its result that holds the list.
    """

    action: str
    result: str


class DetailSpec(Strict):
    """A detail that an intent needs before it can be done.

    Attributes:
        entity: Entity that fills it; by default the entity with the detail's own name.
        ask: Question to ask when it is missing. Without it, the detail is optional.
        again: Other ways to ask after an answer that was not understood: with an example, in
            groups, by keys. Used in this order; then ``ask`` again.
        why: Why it is needed, for a caller who asks.
        default: Value if it was never mentioned.
        optional: True if a caller who is asked may leave it open ("skip that").
        when: For dates: whether the day must have passed or be still to come; today is both.
        one_of: The values to choose from: a list, or the action that returns them. The caller may
            name part of one ("Sarah" of Sarah Connor).
        valid_by: In YAML ``validate``. Action that tells whether a value can be used. It is given
            the detail and returns ``valid`` (false if not) and ``reason``, a sentence for the
            caller. It must change nothing.
        min: For amounts and numbers: the smallest value; an amount is always above 0.
        max: For amounts and numbers: the largest value.
        max_pause_ms: Silence after which the answer is over, whatever is missing; by default that
            of the pipeline file for this kind of answer.
        card: Card mode. While it is asked for, keys and speech are in no event, log, record,
            recording, prompt or brief; its value goes to the action only. It cannot be read back.
    """

    entity: str | None = None
    ask: str | None = None
    again: list[str] = Field(default_factory=list)
    why: str | None = None
    default: Any = None
    optional: bool = False
    when: Literal["past", "future"] | None = None
    one_of: list[str] | LookUp | None = None
    valid_by: str | None = Field(
        default=None, validation_alias=AliasChoices("validate", "valid_by")
    )
    min: float | None = None
    max: float | None = None
    max_pause_ms: float | None = Field(default=None, gt=0)
    card: bool = False


class IntentSpec(Strict):
    """Something that a caller may want.

    Attributes:
        about: One line about what the caller wants, for people and for the LLM.
        route: Who answers: the playbook (``answer``), the knowledge folder (``retrieve``), the LLM
            (``llm``) or a person (``human``).
        details: Details to collect, by name, in the order in which callers name them.
        confirm: Read back before acting; the caller must say yes. ``{detail}`` is filled in.
        confirm_if_unsure: Like ``confirm``, but asked only if the request was broken off, not
            clearly understood or not said as one. For what changes something and is easily taken
            back.
        action: Name of an action to run once the details are known and confirmed.
        settles: Reasons for a person that this task does away with, so that none is fetched: a
            stolen card (``fraud``) is blocked at once.
        undo: Intent that takes it back: "undo that" right after it was done starts that one.
        answer: What to say at the end; required for the route ``answer``. ``{detail}``,
            ``{details}`` (all of them), the action's results and ``{last_reply}`` (what the agent
            said last) are filled in.
        ends_call: True if the call is over after the answer.
    """

    about: str = ""
    route: Literal["answer", "retrieve", "llm", "human"] = "answer"
    details: dict[str, DetailSpec] = Field(default_factory=dict)
    confirm: str | None = None
    confirm_if_unsure: str | None = None
    action: str | None = None
    settles: list[EscalationReason] = Field(default_factory=list)
    undo: str | None = None
    answer: str | None = None
    ends_call: bool = False

    @model_validator(mode="after")
    def _answer_where_needed(self) -> IntentSpec:
        if self.route == "answer" and not self.answer:
            raise ValueError("an intent with route 'answer' needs an 'answer'")
        if self.confirm and self.confirm_if_unsure:
            raise ValueError("an intent needs 'confirm' or 'confirm_if_unsure', not both")
        return self

    @property
    def read_back(self) -> str:
        """The sentence of ``confirm`` or ``confirm_if_unsure``; empty if there is neither."""
        return self.confirm or self.confirm_if_unsure or ""

    def entity_of(self, detail: str) -> str:
        """Return the name of the entity that fills a detail."""
        return self.details[detail].entity or detail


class Says(Strict):
    """Fixed sentences. Lists are used in turn, so that no caller hears one twice in a row.

    An optional sentence that is missing is that of the playbook's language.

    Attributes:
        greeting: The call begins.
        not_understood: The agent did not understand the turn.
        not_heard: The recogniser made out nothing, or too little.
        still_there: The caller has been silent for a long time.
        anything_else: A confirmed task is done.
        cancelled: The caller said no to a confirmation, or gave up on a task.
        llm_fallback: A question needs the LLM, but there is none or it failed. If the sentence ends
            in a question, it offers a person, and a yes hands the call over.
        action_failed: An action failed; say that nothing has changed. May offer a person, too.
        handoff: A person takes over.
        handoff_failed: No person could be reached: the call goes on.
        handoff_waiting: A person is still being looked for; said every ``handoff.remind_s``.
        handoff_connecting: Somebody is there, and the caller is put through.
        handoff_busy: The way that was tried is busy, and another one follows.
        handoff_no_answer: The same; nobody answers there.
        handoff_declined: The same; a person does not take the call.
        handoff_next: Another way is tried; follows the sentences before.
        handoff_whisper: What the person hears before the caller is put through. ``{name}`` (the
            playbook's), ``{wants}``, ``{details}`` and ``{why}`` are filled in.
        goodbye: The call ends.
        busy: All lines are busy: all that the caller hears.
        closing: The agent has to end the call: the server stops, or ``max_call_s`` is over.
        fillers: The answer takes long; said once in a turn. ``[]`` for none.
        other_language: The caller speaks another language. Say which one the agent speaks.
        abuse: The caller insults or threatens the agent. Stay calm and ask what is needed.
        not_possible: The caller tells the machine what to do ("ignore your instructions"), or wants
            something that is certainly out of scope ("book me a train").
        change: The caller says no to what was read back: what is to be different?
        hold: The caller needs a moment.
        go_on: The caller has given part of a number, or says that there is something else.
        small_talk: The caller asks how the agent is.
        needed: The caller does not know, or does not say, what was asked for.
        echo: An answer could be two things, and the likelier one was taken; ``{value}`` is filled
            in.
        unknown: A value is not in ``one_of``; ``{value}`` is filled in.
        not_valid: ``validate`` refuses a value without a reason; ``{value}`` is filled in.
        several: An answer leaves the choice between ``{values}``.
        exactly: An answer is too vague ("all of it").
        resume: Something else was settled; the task before it goes on.
        nothing_to_undo: The caller takes back what cannot be undone here.
        too_small: A value is below ``min``; ``{limit}`` is filled in.
        too_large: A value is above ``max``.
        in_the_past: A day has passed that should be still to come.
        in_the_future: A day is still to come that should have passed.
        action_unknown: No answer came in time: an action may have been done.
        already_done: The caller asks again for what may have been done, and it turns out that it
            was. The task's answer follows.
        llm_cut: An answer of the LLM was cut at its limit. If the sentence ends in a question, it
            offers a person.
        still_here: The caller asks whether anyone is there while the LLM is awaited.
        disclosure: Said once, before the greeting and to its end: a caller who speaks over it hears
            it again. Without one, nothing is disclosed.
        recording: Said before ``disclosure`` where calls are recorded.
        robot: The caller asks whether this is a machine or a human being. Tell the truth.
        verified: The caller has been verified; what they asked for follows.
        not_right: What the caller gave to be verified is not right; it is asked for again.
        not_verified: The last try was wrong, too; a person takes over.
        cannot_verify: The caller does not know it; offer a person.
        verify_failed: It cannot be checked now; offer a person.
        limit_call: A limit by the call; ``{limit}`` and ``{left}`` are filled in.
        limit_day: A limit by the day.
        limit_call_reached: Nothing is left of a limit by the call.
        limit_day_reached: Nothing is left of a limit by the day.
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
    change: str = ""
    hold: str = ""
    go_on: str = ""
    small_talk: str = ""
    needed: str = ""
    echo: str = ""
    several: str = ""
    unknown: str = ""
    not_valid: str = ""
    exactly: str = ""
    resume: str = ""
    nothing_to_undo: str = ""
    too_small: str = ""
    too_large: str = ""
    in_the_past: str = ""
    in_the_future: str = ""
    action_unknown: str = ""
    already_done: str = ""
    llm_cut: str = ""
    still_here: str = ""
    handoff_failed: str = ""
    handoff_waiting: str = ""
    handoff_connecting: str = ""
    handoff_busy: str = ""
    handoff_no_answer: str = ""
    handoff_declined: str = ""
    handoff_next: str = ""
    handoff_whisper: str = ""
    disclosure: str = ""
    recording: str = ""
    robot: str = ""
    verified: str = ""
    not_right: str = ""
    not_verified: str = ""
    cannot_verify: str = ""
    verify_failed: str = ""
    limit_call: str = ""
    limit_day: str = ""
    limit_call_reached: str = ""
    limit_day_reached: str = ""
    busy: str = ""
    closing: str = ""


PersonalKind = Literal["name", "digits", "phone", "email", "postcode", "address", "birthday"]


class Costs(Strict):
    """What ``voice-agent tune`` weighs, all in one currency of your own. Nothing else reads it.

    Attributes:
        wrong_answer: The agent answers something other than what was asked.
        missed_escalation: A caller who needs a person does not get one with this turn.
        clarification: The caller has to repeat. At the default, one in four of those ends with a
            person.
        llm_call: One request to the LLM.
        human_minute: A minute of a person's time.
        human_minutes: Minutes that a call takes once it is handed over.
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
        min_intent_confidence: Below it, the turn counts as not understood.
        min_transcript_confidence: Below it, the caller is asked to repeat.
        min_retrieval_score: If only words are compared and no intent fits: the share of the
            question's words, by weight, that a section of knowledge must contain to be read out.
        min_answer_score: If meanings are compared: the probability that a section of knowledge
            answers the question below which it is not read out, even if the intent is certain.
        escalation_threshold: At this score or above, a person takes over at once.
        max_clarifications: After this many failed turns in a row, the next one goes to a person.
        llm_when_out_of_scope: True sends complete sentences outside all intents to the LLM.
        out_of_scope_threshold: Above this confidence, an out-of-scope turn is declined with
            ``says.not_possible`` and costs no request to the LLM, unless the caller sounds upset.
            Inside a task, the open question is asked again. 1 turns this off.
        handoff_ends_call: True makes the agent leave the line once a person has the call.
        when_unreached: Intent that begins if no person could be reached: a call back, a message. It
            asks for something or is read back; a detail of the kind ``phone`` is the number that
            the caller calls from, if the carrier told it.
        reasoning_threshold: Above this probability that a good answer takes reasoning, the LLM
            answers instead of the playbook. Without one, or if it fails, the playbook answers; so
            it does if a section of knowledge contains every word of the question. 1 turns this off.
        max_abuse: Number of insults in a call that get a calm answer.
        on_abuse: What the next insult gets: a person (``human``) or a goodbye (``end``).
        on_other_language: ``says``: another language gets ``says.other_language``, and a person
            after ``max_clarifications``. ``human``: a person at once.
        llm_sees: Kinds of personal details that are sent to the LLM as they are; of all others it
            gets placeholders ("[name 1]").
        llm_proposes: True lets the LLM propose a task, its details or a person, as if the caller
            had asked for it; what a task does is still read back and needs a yes.
        costs: What mistakes cost; ``voice-agent tune`` chooses the thresholds by it.
    """

    min_intent_confidence: float = 0.5
    min_transcript_confidence: float = 0.35
    min_retrieval_score: float = 0.35
    min_answer_score: float = Field(default=0.5, ge=0, le=1)
    escalation_threshold: float = 0.6
    max_clarifications: int = 2
    llm_when_out_of_scope: bool = True
    out_of_scope_threshold: float = Field(default=0.9, ge=0, le=1)
    handoff_ends_call: bool = True
    when_unreached: str | None = None
    reasoning_threshold: float = Field(default=0.8, ge=0, le=1)
    max_abuse: int = Field(default=2, ge=0)
    on_abuse: Literal["human", "end"] = "human"
    on_other_language: Literal["says", "human"] = "says"
    llm_sees: list[PersonalKind] = Field(default_factory=list)
    llm_proposes: bool = False
    costs: Costs = Costs()


class Playbook(Strict):
    """A whole playbook, validated: every name it mentions exists.

    Attributes:
        name: Name of the business, for people.
        language: Language of callers and answers, an ISO 639-1 code.
        timezone: Time zone of the callers (IANA name, ``America/New_York``), in which "today" and
            "next Friday" are read; by default that of the machine.
        persona: Who the agent is and how it speaks; passed to the LLM.
        says: Fixed sentences.
        entities: Kinds of details that callers mention, by name.
        intents: What callers want, by name.
        actions: What the agent may do, by name. Without any, it only answers.
        policy: When to answer, ask again or hand over.
        verify: Which intents need a verified caller, and how callers are verified.
        outputs: Values that every call leaves behind, by name; ``after_call`` of the pipeline file
            sends them.
        never_say: Words that no answer may contain, whatever its source; a regular expression
            between slashes. Such a clause is replaced by ``says.llm_fallback``.
        questions: Typed questions that are answered in every turn, by name.
        vocabulary: Words that the recogniser should expect besides those in ``entities``: product
            names, jargon. At most about sixty.
        phrases: Example sentences by intent, from ``phrases.yaml``. A phrase may mark details as
            ``[two hundred dollars](amount)`` or leave a gap as ``{amount}``. The key
            ``out_of_scope`` holds sentences that the agent should not claim to understand.
        folder: Folder of the playbook.
        actions_file: File with the actions, relative to the folder.
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
    verify: VerifySpec | None = None
    outputs: dict[str, OutputSpec] = Field(default_factory=dict)
    never_say: list[Phrase] = Field(default_factory=list)
    questions: dict[str, QuestionSpec] = Field(default_factory=dict)
    vocabulary: list[str] = Field(default_factory=list)
    phrases: dict[str, list[str]] = Field(default_factory=dict)
    folder: Path
    actions_file: Path = Path("playbook.yaml")

    @cached_property
    def intents_by_phrase(self) -> Mapping[str, str]:
        """The intents that callers mean who say one of its phrases; see the function."""
        return intents_by_phrase(self.phrases)

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
            if intent.undo and intent.undo not in self.intents:
                raise ValueError(
                    f"intents.{name}.undo: no intent '{intent.undo}'; "
                    f"known: {', '.join(sorted(self.intents))}"
                )
            for detail, spec in intent.details.items():
                look_up = spec.one_of.action if isinstance(spec.one_of, LookUp) else None
                for key, action in (("one_of.action", look_up), ("validate", spec.valid_by)):
                    if action and action not in self.actions:
                        raise ValueError(
                            f"intents.{name}.details.{detail}.{key}: no action '{action}'; "
                            f"known: {', '.join(sorted(self.actions)) or 'none'}"
                        )
                if (entity := intent.entity_of(detail)) not in self.entities:
                    raise ValueError(
                        f"intents.{name}.details.{detail}: no entity '{entity}'; "
                        f"known: {', '.join(sorted(self.entities)) or 'none'}"
                    )
        return self

    @model_validator(mode="after")
    def _callback_asks(self) -> Playbook:
        name = self.policy.when_unreached
        if name is None:
            return self
        intent = self.intents.get(name)
        if intent is None:
            raise ValueError(
                f"policy.when_unreached: no intent '{name}'; known: "
                f"{', '.join(sorted(self.intents))}"
            )
        asks = intent.confirm or any(detail.ask for detail in intent.details.values())
        if intent.route != "answer" or not asks:
            raise ValueError(
                f"policy.when_unreached: '{name}' must have the route 'answer' and ask for "
                "something: give it 'confirm' or a detail with 'ask'"
            )
        return self

    @model_validator(mode="after")
    def _cards_stay_hidden(self) -> Playbook:
        for name, intent in self.intents.items():
            cards = {detail for detail, spec in intent.details.items() if spec.card}
            for key, template in (("answer", intent.answer), ("confirm", intent.read_back)):
                told = cards & set(_GAP.findall(template or ""))
                if told or (cards and "{details}" in (template or "")):
                    raise ValueError(
                        f"intents.{name}.{key}: a detail with 'card' cannot be said: "
                        f"{', '.join(sorted(told)) or 'details'}; leave it out"
                    )
            for output, spec in self.outputs.items():
                if spec.detail in {f"{name}.{card}" for card in cards}:
                    raise ValueError(f"outputs.{output}: a detail with 'card' is told to nobody")
        return self

    @model_validator(mode="after")
    def _outputs_exist(self) -> Playbook:
        for name, spec in self.outputs.items():
            task, _, detail = (spec.detail or "").partition(".")
            intent = spec.intent or task or None
            if intent is not None and intent not in self.intents:
                raise ValueError(
                    f"outputs.{name}: no intent '{intent}'; known: "
                    f"{', '.join(sorted(self.intents))}"
                )
            if task and detail not in self.intents[task].details:
                raise ValueError(
                    f"outputs.{name}: '{task}' has no detail '{detail}'; known: "
                    f"{', '.join(sorted(self.intents[task].details)) or 'none'}"
                )
            if spec.question is not None and spec.question not in self.questions:
                raise ValueError(
                    f"outputs.{name}: no question '{spec.question}'; known: "
                    f"{', '.join(sorted(self.questions)) or 'none'}"
                )
            if spec.action is not None and spec.action not in self.actions:
                raise ValueError(
                    f"outputs.{name}: no action '{spec.action}'; known: "
                    f"{', '.join(sorted(self.actions)) or 'none'}"
                )
        return self

    @model_validator(mode="after")
    def _protection_fits(self) -> Playbook:
        problem = misfit(self)
        if problem:
            raise ValueError(problem)
        return self

    @model_validator(mode="after")
    def _templates_fit(self) -> Playbook:
        for name, intent in self.intents.items():
            action = self.actions.get(intent.action or "")
            known = {*intent.details, "details", "last_reply"}
            templates = (
                ("confirm", intent.confirm),
                ("confirm_if_unsure", intent.confirm_if_unsure),
                ("answer", intent.answer),
            )
            for key, template in templates:
                if key == "answer" and action is not None:
                    if action.fields is None:
                        continue  # What it will return is not known here.
                    known |= action.fields
                for gap in _GAP.findall(template or ""):
                    if gap not in known:
                        raise ValueError(
                            f"intents.{name}.{key}: nothing fills '{{{gap}}}'; "
                            f"known: {', '.join(sorted(known))}"
                        )
        return self

    @model_validator(mode="after")
    def _actions_fit(self) -> Playbook:
        details: dict[str, dict[str, bool]] = {}
        for intent in self.intents.values():
            if intent.action:
                sure = {n: bool(d.ask) or d.default is not None for n, d in intent.details.items()}
                details[intent.action] = shared(details.get(intent.action), sure)
        if self.verify is not None:
            given = dict.fromkeys(self.verify.ask, True)
            details[self.verify.action] = shared(details.get(self.verify.action), given)
        problem = check_actions(self.actions, details)
        if problem is not None:
            raise ValueError(f"actions.{problem[0]}: {problem[1]}")
        for name, intent in self.intents.items():
            lookup = self.actions[intent.action].lookup if intent.action else None
            if intent.action is None or lookup is None:
                continue
            told = lookup_results(self.actions, intent.action).keys() - {"done"}
            if not told:
                continue  # What it will return is not known here.
            for gap in _GAP.findall(intent.answer or ""):
                if gap not in {*told, *intent.details, "details", "last_reply"}:
                    raise ValueError(
                        f"intents.{name}.answer: '{{{gap}}}' is no result of the lookup "
                        f"'{lookup}'; known: {', '.join(sorted(told)) or 'none'}"
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
