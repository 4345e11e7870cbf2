"""Typed questions of a playbook, which the agent answers for itself in every turn."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, model_validator

from voice_agent.core.strict import Strict

YES, NO = "yes", "no"


class QuestionSpec(Strict):
    """A question about what the caller says, with sentences that show its answers.

    A turn that says nothing of it has no answer. Every sentence is something that a caller may
    say; one an answer works, five are much better.

    Attributes:
        ask: The question, for people: "Does the caller refuse to be recorded?".
        yes: Sentences whose answer is yes.
        no: Sentences whose answer is no.
        choices: Instead of ``yes`` and ``no``: answers by name, each with its sentences.
        scale: True if the choices are in order, from little to much. Then an answer has a level
            from 0 (the first) to 1 (the last).
        threshold: Probability below which there is no answer.
        human: Answers with which a person takes over at once.
    """

    ask: str
    yes: list[str] = Field(default_factory=list)
    no: list[str] = Field(default_factory=list)
    choices: dict[str, list[str]] = Field(default_factory=dict)
    scale: bool = False
    threshold: float = Field(default=0.7, gt=0, lt=1)
    human: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _answers(self) -> QuestionSpec:
        if bool(self.yes) == bool(self.choices):
            raise ValueError("a question needs sentences for 'yes' (and 'no'), or 'choices'")
        if self.choices and self.no:
            raise ValueError("a question with 'choices' has no 'no'; make it one of the choices")
        if len(self.choices) == 1:
            raise ValueError("a question needs two choices at least; or sentences for 'yes'")
        for name, sentences in self.choices.items():
            if not sentences:
                raise ValueError(f"choices.{name}: needs a sentence that a caller may say")
        if self.scale and not self.choices:
            raise ValueError("only a question with 'choices' has a 'scale'")
        for name in self.human:
            if name not in self.answers:
                raise ValueError(f"human: no answer '{name}'; known: {', '.join(self.answers)}")
        return self

    @property
    def answers(self) -> Mapping[str, list[str]]:
        """The answers in their order, each with its sentences."""
        if self.choices:
            return self.choices
        return {YES: self.yes} | ({NO: self.no} if self.no else {})

    def level(self, answer: str) -> float | None:
        """Return where an answer is on the scale, 0..1; ``None`` if there is none."""
        if not self.scale:
            return None
        return list(self.choices).index(answer) / (len(self.choices) - 1)
