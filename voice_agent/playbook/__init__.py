"""Playbooks: what an agent knows and may do, written by a team without Python."""

from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.schema import (
    ActionSpec,
    DetailSpec,
    EntitySpec,
    IntentSpec,
    Playbook,
    Policy,
    Says,
)

__all__ = [
    "ActionSpec",
    "DetailSpec",
    "EntitySpec",
    "IntentSpec",
    "Playbook",
    "Policy",
    "Says",
    "load_playbook",
]
