"""The part of the pipeline file that is about the server's own life."""

from __future__ import annotations

from pydantic import Field

from voice_agent.core.strict import Strict


class AdmissionConfig(Strict):
    """When a call too many is refused, or speculates less, by the p95 that is expected with it.

    Attributes:
        predict: Whether calls are refused because of what is expected, below ``max_calls`` too.
        p95_ms: Voice-to-voice time that nearly all answers keep; by default one and a half
            times ``turn_budget_ms``.
        lean_at: Part of it from which new calls speculate less: no text while the caller speaks, no
            audio for an answer that may not come.
    """

    predict: bool = True
    p95_ms: float | None = Field(default=None, gt=0)
    lean_at: float = Field(default=0.67, gt=0, le=1)


class ServerConfig(Strict):
    """How the server stops, and what it does with a call too many.

    Attributes:
        drain_s: How long calls may go on after SIGTERM or SIGINT, in seconds; the rest hear
            ``says.closing`` then. 0: at once.
        workers: Processes that answer calls on the one port; each loads the models for itself.
        busy_callers: How many callers at once hear ``says.busy`` because all lines are busy; the
            others get status 503. 0: all of them.
        wait_s: How long a caller may wait for a line: with ``says.hold_the_line`` and music, and
            ``says.busy`` if none is free in time. 0: not at all.
        waiting_callers: How many callers at once may do so.
        admission: When a call is one too many.
        traces: Whether each call is sent as an OpenTelemetry trace (extra ``otel``), where
            OpenTelemetry's own environment variables say.
    """

    drain_s: float = Field(default=120, ge=0)
    workers: int = Field(default=1, ge=1, le=64)
    busy_callers: int = Field(default=8, ge=0)
    wait_s: float = Field(default=0, ge=0, le=3600)
    waiting_callers: int = Field(default=8, ge=1)
    admission: AdmissionConfig = AdmissionConfig()
    traces: bool = False
