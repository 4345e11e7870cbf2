"""Engines without models, for servers in processes of their own; named by ``small_project``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from exchange import READINGS
from fakes import FixedTurns, LoudnessVad, ScriptedStt, TableSlm, ToneVoice

from voice_agent.core.turn import Transcript, TurnReading


class SmallSlm(TableSlm):
    """Reads what ``exchange.READINGS`` has."""

    def __init__(self) -> None:
        super().__init__(READINGS)

    def read(
        self, transcript: Transcript, *, asked: str = "", today: date | None = None
    ) -> TurnReading:
        return replace(super().read(transcript, asked=asked, today=today), transcript=transcript)


def make_vad() -> LoudnessVad:
    return LoudnessVad()


def make_turns() -> FixedTurns:
    return FixedTurns()


def make_stt() -> ScriptedStt:
    return ScriptedStt(["my balance"] * 1000)


def make_slm() -> SmallSlm:
    return SmallSlm()


def make_tts() -> ToneVoice:
    return ToneVoice()
