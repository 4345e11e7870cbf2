"""The plan of a training, told before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.catalogue import how_to_fetch, missing_sets
from voice_agent.training.fit.recipe import Recipe


def plan(
    playbook: Playbook, recipe: Recipe, *, fast: bool, data: Path | None = None
) -> Iterator[str]:
    """Yield the lines: which recipe, how many passes, and what takes long."""
    counts = {name: len(playbook.phrases.get(name, ())) for name in playbook.intents}
    total = sum(counts.values())
    yield f"{playbook.name}: {len(counts)} intents, {total} phrases"
    few = [name for name, count in counts.items() if count < recipe.few]
    if few:
        yield f"[yellow]fewer than {recipe.few} phrases: {', '.join(few)}; expect mistakes there[/]"
    if fast:
        yield "a logistic regression on the frozen sentence encoder: less than a minute"
        return
    missing = missing_sets(playbook, data)
    if missing:
        yield (
            f"[yellow]without the public sets {', '.join(missing)} it learns less; they come with: "
            f"{how_to_fetch(missing, data)}[/]"
        )
    rows = recipe.rows or total
    steps = recipe.epochs * -(-rows // recipe.batch)
    yield (
        f"fine-tuning, {recipe.epochs} passes over {rows} rows, about {steps} steps on "
        f"{recipe.threads} threads; the time that is left is shown after the first ones. "
        "`train --fast` takes less than a minute"
    )
    if counts and total / len(counts) < recipe.few:
        yield (
            f"[yellow]fewer than {recipe.few} phrases an intent: each row is read twice, so it "
            "takes about three times as long[/]"
        )
