"""``voice-agent turns learn``."""

from __future__ import annotations

from voice_agent.commands.options import PipelineOption, TurnsArgument


def main(file: TurnsArgument, pipeline: PipelineOption = "bank") -> None:
    """Add the labelled turns to the playbook's learned.yaml, which training reads."""
    from voice_agent.improve.learn import run_learn

    run_learn(file, pipeline)
