"""Labelled turns as the router would see them: read by the model and looked up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

from voice_agent.core.errors import ConfigError
from voice_agent.core.turn import Transcript
from voice_agent.dialogue.state import CONFIRM, OFFER, DialogueState
from voice_agent.improve.masks import words_of
from voice_agent.improve.outcomes import Sample
from voice_agent.knowledge.index import Knowledge
from voice_agent.playbook.intents import IntentSpec
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import HELDOUT_FILE, LabelledTurn, read_turns
from voice_agent.slm.model import SlmEngine

_GAP = re.compile(r"\\\{\w+\\\}")


def turns_for(playbook: Playbook, files: Sequence[Path]) -> list[LabelledTurn]:
    """Read the turns of the files; without files, the playbook's held-out turns.

    Raises:
        ConfigError: A file is wrong, or there are no turns.
    """
    paths = list(files) or [playbook.folder / HELDOUT_FILE]
    turns = [turn for path in paths for turn in read_turns(path, playbook)]
    if not turns:
        raise ConfigError(f"{', '.join(str(path) for path in paths)}: no turns")
    return turns


def samples(
    turns: Iterable[LabelledTurn],
    engine: SlmEngine,
    playbook: Playbook,
    knowledge: Knowledge,
    today: date,
) -> list[Sample]:
    """Read each labelled turn with the model and look it up in the knowledge folder."""
    found = []
    for turn in turns:
        text = words_of(turn.say, playbook)
        reading = engine.read(Transcript(text, 1.0), asked=turn.asked, today=today)
        topics = [i for i in turn.intents if i in playbook.intents]
        best = [
            knowledge.best(text, topic)
            for topic in topics
            if playbook.intents[topic].route == "retrieve"
        ]
        for_people = (
            bool(topics)
            and len(topics) == len(turn.intents)
            and all(playbook.intents[topic].route == "human" for topic in topics)
        )
        found.append(
            Sample(
                reading=reading,
                state=state_after(playbook, turn.asked, turn.intents),
                hit=knowledge.look_up(playbook, reading),
                intents=turn.intents,
                needs_human=for_people or turn.person or turn.escalation != "none",
                needs_llm=bool(turn.reasoning),
                sections=frozenset(hit.section.heading for hit in best if hit),
            )
        )
    return found


def state_after(playbook: Playbook, asked: str, likely: Collection[str] = ()) -> DialogueState:
    """Return the conversation as far as the agent's last reply shows it.

    Args:
        playbook: The playbook that asks.
        asked: What the agent said.
        likely: Intents to prefer if several ask the same question.
    """
    asked = asked.strip()
    says = playbook.says
    for sentence in (says.llm_fallback, says.action_failed):
        if asked.endswith(sentence.strip()) and sentence.strip().endswith("?"):
            return DialogueState(awaiting=OFFER, last_reply=asked)
    order = sorted(playbook.intents, key=lambda name: name not in likely)
    for name in order if asked else ():
        awaiting = _awaited(playbook.intents[name], asked)
        if awaiting is not None:
            return DialogueState(task=name, awaiting=awaiting, last_reply=asked)
    return DialogueState(last_reply=asked)


def _awaited(intent: IntentSpec, asked: str) -> str | None:
    for detail, spec in intent.details.items():
        if spec.ask and asked.endswith(spec.ask):
            return detail
    if intent.confirm:
        pattern = _GAP.sub(".+?", re.escape(intent.confirm.strip()))
        if re.search(rf"{pattern}$", asked):
            return CONFIRM
    return None
