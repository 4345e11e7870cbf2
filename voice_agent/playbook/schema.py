"""The shape of a playbook folder: ``playbook.yaml``, ``phrases.yaml``, ``knowledge/*.md``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from voice_agent.core.errors import ConfigError
from voice_agent.core.strict import Strict
from voice_agent.language import Language, load
from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.action_schema import ActionSpec
from voice_agent.playbook.consistency import check
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.outputs import OutputSpec
from voice_agent.playbook.phrases import first_words, intents_by_phrase, usual_words
from voice_agent.playbook.policy import Policy
from voice_agent.playbook.protection import Phrase, VerifySpec
from voice_agent.playbook.questions import QuestionSpec
from voice_agent.playbook.says import Says


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

    @cached_property
    def usual_words(self) -> frozenset[str]:
        """The words that several of its phrases have."""
        return usual_words(self.phrases)

    @cached_property
    def first_words(self) -> Mapping[str, frozenset[str]]:
        """The words with which each intent is asked for. Reads all phrases: slow the first time."""
        return first_words(self.phrases, self.lang.orders)

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
    def _fits_together(self) -> Playbook:
        check(self)
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
