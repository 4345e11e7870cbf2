"""The pipeline file: which engine fills each stage, its arguments, budget and overrun action."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from voice_agent.config.access import AccessConfig, Networks
from voice_agent.config.after_call import AfterCallConfig
from voice_agent.config.dial import DialConfig
from voice_agent.config.handoff import HandoffConfig as HandoffConfig
from voice_agent.config.recording import RecordingConfig
from voice_agent.config.server import ServerConfig
from voice_agent.config.sip import SipConfig
from voice_agent.core.budgets import Budget, BudgetTable, OverrunAction, actions_for
from voice_agent.core.strict import Strict
from voice_agent.core.turn import Speech


class EngineConfig(Strict):
    """One engine of a fallback chain.

    Attributes:
        engine: As in ``StageConfig``.
        args: The engine's arguments.
    """

    engine: str
    args: dict[str, Any] = Field(default_factory=dict)


class StageConfig(Strict):
    """One stage of the pipeline file.

    Attributes:
        engine: Built-in name, entry point, ``package.module:name`` or ``file.py:name`` (see
            ``registry``); stages of our own code have none.
        args: The engine's arguments; ``${NAME}`` becomes the value of an environment variable.
        budget_ms: What the stage should take of a turn.
        deadline_ms: When it is given up; by default after three budgets.
        on_overrun: What happens then.
        speculate: Whether to work on pauses that may not end the turn; by default only with
            engines that are local, since others may cost money.
        fallback: Engines that are asked, in this order, when the one before fails or is late.
        cache_folder: Where a voice's fixed sentences are kept, relative to this file; by default
            in the user's cache, ``none`` for nowhere. ``${NAME}`` is an environment variable.
    """

    engine: str | None = None
    args: dict[str, Any] = Field(default_factory=dict)
    budget_ms: float = Field(gt=0)
    deadline_ms: float | None = Field(default=None, gt=0)
    on_overrun: OverrunAction | None = None
    speculate: bool | None = None
    fallback: list[EngineConfig] = Field(default_factory=list)
    cache_folder: str = ""

    def engines(self) -> list[EngineConfig]:
        """Return the stage's engine and its fallbacks."""
        first = [EngineConfig(engine=self.engine, args=self.args)] if self.engine else []
        return [*first, *self.fallback]

    def budget(self, stage: str) -> Budget:
        """Return this stage's row of the budget table."""
        return Budget(
            ms=self.budget_ms,
            deadline_ms=self.deadline_ms or 3 * self.budget_ms,
            on_overrun=self.on_overrun or actions_for(stage)[0],
        )


MAX_PAUSE_MS: Mapping[Speech, float] = MappingProxyType(
    {"request": 900, "story": 1600, "digits": 2500, "spelling": 2000}
)


class ListenConfig(Strict):
    """When speech begins and ends, and when a turn does. Times in ms.

    Attributes:
        threshold: Speech probability above which a window counts as speech.
        start_ms: Speech needed before it counts (and interrupts the agent).
        stop_ms: Silence that makes a pause, for which an answer is prepared.
        cut_in: Accepted chance of answering into a pause inside a request; smaller is more patient.
            Of other ways of speaking in proportion.
        max_pause_ms: Silence after which the turn is over, whatever sound and sense say, by what
            the caller is saying; one number for all of them.
        join_within_ms: A caller who speaks into the answer so soon had not finished.
        speculate: Whether to prepare the answer before the turn is surely over.
        partial_ms: Speech between two partial transcripts while the caller speaks; 0 for none.
        max_turn_s: Longest turn; longer speech is cut there and answered.
        prompt_after_s: Silence on the line after which the agent asks if anyone is there.
        hold_s: The same after the caller has asked for a moment.
        max_prompts: Unanswered prompts after which the agent hangs up.
    """

    threshold: float = Field(default=0.5, gt=0, lt=1)
    start_ms: float = Field(default=96, gt=0)
    stop_ms: float = Field(default=32, gt=0)
    cut_in: float = Field(default=0.01, gt=0, lt=1)
    max_pause_ms: dict[Speech, Annotated[float, Field(gt=0)]] = Field(
        default_factory=lambda: dict(MAX_PAUSE_MS)
    )
    join_within_ms: float = Field(default=1000, ge=0)
    speculate: bool = True
    partial_ms: float = Field(default=1000, ge=0)
    max_turn_s: float = Field(default=45, gt=1)
    prompt_after_s: float = Field(default=12, gt=0)
    hold_s: float = Field(default=75, gt=0)
    max_prompts: int = Field(default=3, ge=0)

    @field_validator("max_pause_ms", mode="before")
    @classmethod
    def _one_for_all(cls, given: Any) -> Any:
        if isinstance(given, dict):
            return {**MAX_PAUSE_MS, **given}
        return dict.fromkeys(MAX_PAUSE_MS, given)


class KnowledgeConfig(Strict):
    """How the knowledge folder is searched.

    Attributes:
        sentences: Locked model that compares meanings; ``null`` compares words only. Without the
            model, or in a language it does not know, words are compared.
    """

    sentences: str | None = "sentences"


Place = Literal["input", "vad", "turns", "stt", "slm", "router", "answer", "tts", "output"]
PLACES: tuple[Place, ...] = get_args(Place)
"""Where a processor can be put, in the order in which frames pass."""


class ProcessorConfig(Strict):
    """A pipecat processor among the stages of every call.

    Attributes:
        after: The stage that it follows; ``input`` and ``output`` are the two ends of the line.
        processor: ``package.module:Class`` or ``file.py:Class``, a ``FrameProcessor``.
        args: Arguments of its constructor; ``${NAME}`` is an environment variable.
    """

    after: Place
    processor: str
    args: dict[str, Any] = Field(default_factory=dict)


class ObserverConfig(Strict):
    """A pipecat observer of every call.

    Attributes:
        observer: ``package.module:Class`` or ``file.py:Class``, a ``BaseObserver``.
        args: Arguments of its constructor; ``${NAME}`` is an environment variable.
    """

    observer: str
    args: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, value: Any) -> Any:
        return {"observer": value} if isinstance(value, str) else value


class AudioSocketConfig(Strict):
    """Where Asterisk's AudioSocket is listened for, over TCP.

    Attributes:
        host: Address to listen on.
        port: Port to listen on; 0 for any that is free.
        allow: Addresses and networks of the Asterisks that may call: the protocol proves nothing.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=9092, ge=0, le=65535)
    allow: Networks = ("127.0.0.0/8", "::1")


CARRIERS = ("raw", "twilio", "telnyx", "plivo", "exotel", "vonage", "asterisk", "realtime")
"""Lines that are served unless the pipeline file says otherwise."""


class PipelineConfig(Strict):
    """A whole pipeline file.

    Attributes:
        playbook: Folder of the playbook, relative to this file.
        actions: File that takes the place of the playbook's ``actions``, relative to this file; it
            has one key, ``actions``, and needs all of them.
        turn_budget_ms: What a turn may take, voice-to-voice.
        turn_deadline_ms: When a caller who has heard nothing yet hears a filler; by default after
            four turn budgets. After twice that time the turn is given up.
        turn_on_overrun: What happens to a turn that is given up.
        stages: Engine, arguments and budget by stage.
        processors: pipecat's processors among the stages.
        observers: pipecat's observers; the path alone is enough for one without arguments.
        listen: When speech and turns begin and end.
        knowledge: How the knowledge folder is searched.
        handoff: Where a call goes that needs a person.
        after_call: Webhook that is told of each call once it is over; ``null`` for none.
        recording: Whether and where calls are kept as sound; ``null`` for not at all.
        carriers: Lines on which calls come in: ``raw``, ``twilio``, ``telnyx``, ``plivo``,
            ``exotel``, ``vonage``, ``asterisk``, ``realtime``, the name of an entry point in
            ``voice_agent.carriers``, ``package.module:CARRIER`` or ``file.py:CARRIER``.
        audiosocket: Where Asterisk's AudioSocket is listened for; ``null`` for nowhere.
        sip: Where SIP calls are listened for; ``null`` for nowhere.
        dial: The carrier that makes calls of ours; ``null``: the trunk of ``sip``.
        access: Proof that callers need, and limits for each source.
        record_url: SQLAlchemy URL of the call record; ``${NAME}`` is an environment variable.
        record_days: Age at which calls are deleted from the record; ``null`` keeps them.
        server: How the server stops, and what it does with a call too many.
        max_calls: Calls at once.
        max_call_s: Longest call.
        file: The pipeline file itself.
    """

    playbook: str
    actions: str | None = None
    turn_budget_ms: float = Field(default=1200, gt=0)
    turn_deadline_ms: float | None = Field(default=None, gt=0)
    turn_on_overrun: Literal["fallback", "clarify", "human"] = "fallback"
    stages: dict[str, StageConfig]
    processors: tuple[ProcessorConfig, ...] = ()
    observers: tuple[ObserverConfig, ...] = ()
    listen: ListenConfig = ListenConfig()
    knowledge: KnowledgeConfig = KnowledgeConfig()
    handoff: HandoffConfig = HandoffConfig()
    after_call: AfterCallConfig | None = None
    recording: RecordingConfig | None = None
    carriers: tuple[str, ...] = Field(default=CARRIERS, min_length=1)
    audiosocket: AudioSocketConfig | None = None
    sip: SipConfig | None = None
    dial: DialConfig | None = None
    access: AccessConfig = AccessConfig()
    record_url: str = "sqlite:///voice-agent-calls.sqlite"
    record_days: float | None = Field(default=None, gt=0)
    server: ServerConfig = ServerConfig()
    max_calls: int = Field(default=8, ge=1)
    max_call_s: float = Field(default=3600, gt=0)
    file: Path

    @property
    def playbook_folder(self) -> Path:
        """Folder of the playbook, resolved against the pipeline file."""
        return (self.file.parent / self.playbook).resolve()

    @property
    def actions_file(self) -> Path | None:
        """File with the actions, resolved against the pipeline file; ``None``: the playbook's."""
        return (self.file.parent / self.actions).resolve() if self.actions else None

    def budgets(self) -> BudgetTable:
        """Return the budget table of this pipeline."""
        return BudgetTable(
            turn_ms=self.turn_budget_ms,
            turn_deadline_ms=self.turn_deadline_ms or 4 * self.turn_budget_ms,
            turn_on_overrun=self.turn_on_overrun,
            stages={name: stage.budget(name) for name, stage in self.stages.items()},
        )
