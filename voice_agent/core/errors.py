"""The one error tree. Every error says what went wrong and what to do about it."""

from __future__ import annotations


class VoiceAgentError(Exception):
    """Base of all errors raised by this project.

    Attributes:
        code: Stable machine-readable name, sent in the protocol's ``error`` event.
        stage: Pipeline stage at fault (``"stt"``, ``"tts"``...), or ``None``.
    """

    code = "internal"

    def __init__(self, message: str, *, stage: str | None = None) -> None:
        super().__init__(message)
        self.stage = stage


class ConfigError(VoiceAgentError):
    """A pipeline file, playbook or argument is wrong. Names file, key and what is accepted."""

    code = "config"


class ModelError(VoiceAgentError):
    """A model file is missing, damaged, or not the one that was locked."""

    code = "model"


class AudioError(VoiceAgentError):
    """Audio that cannot be used: wrong rate, odd byte count, not a WAV file."""

    code = "audio"


class DeadlineError(VoiceAgentError):
    """A stage did not answer inside its deadline."""

    code = "deadline"


class StageError(VoiceAgentError):
    """An engine failed on one piece of work. The call goes on."""

    code = "stage"


class OverloadError(VoiceAgentError):
    """A bounded queue is full: the machine cannot take more work now."""

    code = "overload"


class StaleError(OverloadError):
    """A guess was left out: a newer one, or what others wait for, ran in its place."""


class LlmError(VoiceAgentError):
    """The frontier LLM refused, failed or is not configured."""

    code = "llm"


class AnswerCutError(LlmError):
    """The LLM reached its limit in mid-answer: what it said before is worth saying."""


class ActionError(VoiceAgentError):
    """A playbook action (tool) failed or timed out.

    Attributes:
        retryable: Whether it is certain that nothing was done, so that it may be tried again.
    """

    code = "action"

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


class ActionNotFound(ActionError):
    """There is no such thing; from the lookup of an action: it was not done."""


class ActionUnknown(ActionError):
    """The action may have been carried out or not."""


class ActionTimeout(ActionUnknown):  # like TimeoutError
    """No answer came in time: whether the action was carried out is not known."""


class ProtocolError(VoiceAgentError):
    """A client sent something the WebSocket protocol does not know."""

    code = "protocol"
