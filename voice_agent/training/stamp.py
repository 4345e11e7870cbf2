"""Fingerprint of what a fast model was made of: if it changes, the model is made anew."""

from __future__ import annotations

import hashlib
import json

from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import HEARD_FILE, LEARNED_FILE
from voice_agent.training.data.mapping import FILE as DATASETS_FILE

_FILES = ("phrases.yaml", DATASETS_FILE, LEARNED_FILE, HEARD_FILE)


def stamp(playbook: Playbook) -> str:
    """Hash what a model learns from: phrases, and what intents ask and read back."""
    digest = hashlib.sha256()
    for name in _FILES:
        path = playbook.folder / name
        digest.update(path.read_bytes() if path.is_file() else b"-")
    intents = {
        name: (spec.route, spec.confirm, {n: (d.entity, d.ask) for n, d in spec.details.items()})
        for name, spec in playbook.intents.items()
    }
    entities = {name: spec.model_dump(mode="json") for name, spec in playbook.entities.items()}
    digest.update(json.dumps([intents, entities], sort_keys=True, default=str).encode())
    return digest.hexdigest()[:16]
