"""What callers want, and the details that are needed for it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AliasChoices, Field, model_validator

from voice_agent.core.strict import Strict
from voice_agent.core.turn import EscalationReason


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

    def may_be(self, value: object) -> bool:
        """Tell whether a value is one to choose from, as far as the playbook itself says."""
        return not isinstance(self.one_of, list) or value in self.one_of


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
