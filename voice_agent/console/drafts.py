"""Requests and answers about what is not live yet: turns that are tried, files of the playbook."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from voice_agent.console.answers import Answer, Detail, Guess


class TryIt(BaseModel):
    """A turn to try.

    Attributes:
        text: What a caller says.
        asked: What the agent has just said; empty at the beginning of a call.
    """

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=2000)
    asked: str = Field(default="", max_length=2000)


class Heard(Answer):
    """A sentence as the server's recogniser hears it.

    Attributes:
        text: Its text; empty if nothing was said.
        confidence: Confidence of the recogniser, 0..1.
        ms: What recognising took.
    """

    text: str
    confidence: float
    ms: float


class Tried(Answer):
    """A turn as one pipeline reads and routes it. Nothing is done, and nothing is recorded.

    Attributes:
        pipeline: The playbook.
        intent: What it is read as.
        confidence: Calibrated probability of that.
        ranking: The best intents, best first.
        doubt: The second choice if it is so near that the two may be confused.
        act: Dialogue act.
        sentiment: Mood of the text.
        details: Details in it.
        escalation: How strongly it asks for a person, 0..1.
        escalation_reason: Why.
        completeness: Probability that the caller has finished, by the text alone.
        command: What the turn is to what the agent has just said.
        route: Where it goes.
        reason: Why.
        section: The best section of the knowledge folder, if it was looked up.
        fits: How well the section fits, 0..1.
        ms: What reading, look-up and routing took.
    """

    pipeline: str
    intent: str
    confidence: float
    ranking: tuple[Guess, ...]
    doubt: str | None
    act: str
    sentiment: str
    details: tuple[Detail, ...]
    escalation: float
    escalation_reason: str
    completeness: float
    command: str
    route: str
    reason: str
    section: str | None
    fits: float | None
    ms: float


class TriedAll(Answer):
    """A turn as each pipeline reads and routes it.

    Attributes:
        tried: The server's own pipeline first, then the one that it is compared with.
    """

    tried: tuple[Tried, ...]


class Question(Answer):
    """A sentence of the agent that waits for an answer.

    Attributes:
        label: Intent and detail.
        text: The sentence.
    """

    label: str
    text: str


class Book(Answer):
    """The playbook's files.

    Attributes:
        name: Name of the business.
        files: Paths of the files in the playbook's folder.
        editable: Whether they can be saved here.
        why_not: Why not; empty if they can.
        questions: What the agent asks, for the try-it box.
        compared: The pipelines that a turn is tried with.
    """

    name: str
    files: tuple[str, ...]
    editable: bool
    why_not: str
    questions: tuple[Question, ...]
    compared: tuple[str, ...]


class BookFile(Answer):
    """One file of the playbook.

    Attributes:
        name: Its path in the playbook's folder.
        text: What is in it.
        version: Changes with the text; to be given when it is saved.
    """

    name: str
    text: str
    version: str


class Save(BaseModel):
    """A file to be saved.

    Attributes:
        text: What is to be in it.
        version: The version that was edited.
        check: Whether it is only checked.
    """

    model_config = ConfigDict(extra="forbid")

    text: str
    version: str = ""
    check: bool = False


class Fault(Answer):
    """Something that is wrong in the playbook.

    Attributes:
        file: Path of the file.
        line: Line, from 1.
        column: Column, from 1.
        what: What is wrong.
    """

    file: str
    line: int
    column: int
    what: str


class Saved(Answer):
    """The result of a save or of a check.

    Attributes:
        saved: Whether it was written: not if the playbook would no longer load.
        version: The version on disk now.
        faults: What is wrong in the playbook, or might be better.
    """

    saved: bool
    version: str
    faults: tuple[Fault, ...]
