"""The brief as a sentence, which a person hears before the caller is put through. Pure."""

from __future__ import annotations

import re
from datetime import date

from voice_agent.core.events import HandedOff
from voice_agent.language import EntitySpec
from voice_agent.playbook import Playbook

MAX_CHARACTERS = 400
_SCORE = re.compile(r"\s*\(\d\.\d+\)")


def whisper(playbook: Playbook, brief: HandedOff, today: date) -> str:
    """Return ``says.handoff_whisper`` with what the caller wants, what is known, and why."""
    intent = brief.task or brief.intent or ""
    spec = playbook.intents.get(intent)
    wants = (spec.about if spec is not None else "") or intent.replace("_", " ") or brief.reason
    filled = {
        "{name}": playbook.name,
        "{wants}": _sentence(wants),
        "{details}": _details(playbook, brief, today),
        "{why}": _bare(_SCORE.sub("", brief.reason)),
    }
    text = playbook.says.handoff_whisper
    for gap, value in filled.items():
        text = text.replace(gap, value)
    return re.sub(r"\s+", " ", text).strip()[:MAX_CHARACTERS]


def _details(playbook: Playbook, brief: HandedOff, today: date) -> str:
    """Return what is known as one sentence for each detail."""
    intent = playbook.intents.get(brief.task or "")
    told = []
    for name, value in brief.details.items():
        spec: EntitySpec | None = None
        if intent is not None and name in intent.details:
            spec = playbook.entities.get(intent.entity_of(name))
        said = playbook.lang.say(spec, value, today=today) if spec is not None else str(value)
        told.append(f"{name.replace('_', ' ')}, {said}.")
    return " ".join(told)


def _sentence(text: str) -> str:
    bare = _bare(text)
    return bare[:1].upper() + bare[1:]


def _bare(text: str) -> str:
    return text.strip().rstrip(".")
