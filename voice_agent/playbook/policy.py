"""When to answer, ask again or hand over, and what mistakes cost."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from voice_agent.core.strict import Strict

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
