"""``recording:`` of a pipeline file: calls kept as sound."""

from __future__ import annotations

from pydantic import Field

from voice_agent.config.access import SecretConfig
from voice_agent.core.strict import Strict


class RecordingConfig(Strict):
    """Recordings: one stereo file for each call, the caller left and the agent right.

    The caller hears ``says.recording`` first, to its end.

    Attributes:
        folder: Where they are, relative to the pipeline file; ``${NAME}`` is an environment
            variable.
        keep_days: Days after which a recording is deleted.
        encrypt: Whether they are encrypted (AES-256-GCM). Needs the extra ``recording``.
        key: 32 bytes in base64; ``openssl rand -base64 32`` makes one.
    """

    folder: str = "recordings"
    keep_days: float = Field(default=30, gt=0)
    encrypt: bool = True
    key: SecretConfig = SecretConfig(env="VOICE_AGENT_RECORDING_KEY")
