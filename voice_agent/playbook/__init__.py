"""Playbooks: what an agent knows and may do, written by a team without Python."""

from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.action_schema import ActionSpec
from voice_agent.playbook.intents import DetailSpec, IntentSpec
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.policy import Policy
from voice_agent.playbook.says import Says
from voice_agent.playbook.schema import Playbook

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
