"""``voice-agent eval``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voice_agent.commands.options import DataOption, JsonOption, PipelineOption, PlotsOption


def main(
    pipeline: PipelineOption = "bank",
    data: DataOption = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the model; by default the locked one.")
    ] = None,
    json_out: JsonOption = None,
    plots: PlotsOption = None,
    wrong: Annotated[
        bool, typer.Option("--wrong", help="List the turns that are read wrongly, and why.")
    ] = False,
    card: Annotated[bool, typer.Option(help="Write the results into the model's card.")] = False,
) -> None:
    """Measure the small language model of a playbook."""
    from voice_agent.config.load import load_pipeline
    from voice_agent.config.slm_folder import model_folder
    from voice_agent.training.measure.report import evaluate

    config = load_pipeline(pipeline)
    folder = model or model_folder(config)
    evaluate(
        config.playbook_folder,
        folder,
        data=data,
        json_out=json_out,
        plots=plots,
        card=card,
        wrong=wrong,
    )
