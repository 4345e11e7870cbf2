"""What is said before a training starts."""

from __future__ import annotations

from pathlib import Path

from toy_slm import toy_playbook

from voice_agent.config.load import load_pipeline
from voice_agent.playbook.load import load_playbook
from voice_agent.training.fit.recipe import Recipe
from voice_agent.training.plan import plan


def lines(count: int, *, fast: bool) -> str:
    phrases = {name: ["line"] * count for name in ("check_balance", "transfer_money")}
    playbook = toy_playbook().model_copy(update={"phrases": phrases})
    return "\n".join(plan(playbook, Recipe(), fast=fast))


def test_few_phrases_are_said_before_they_take_long() -> None:
    assert "three times as long" in lines(19, fast=False)
    assert "fewer than 20 phrases: check_balance, transfer_money" in lines(19, fast=False)
    assert "fewer" not in lines(20, fast=False)


def test_the_fast_recipe_takes_no_longer_with_few() -> None:
    assert "less than a minute" in lines(5, fast=True)
    assert "three times" not in lines(5, fast=True)


def test_recipe_and_size() -> None:
    assert "12 passes over 14000 rows" in lines(20, fast=False)
    assert "Toy: 2 intents, 40 phrases" in lines(20, fast=False)


def test_public_sets_that_are_missing_are_named_with_their_command(tmp_path: Path) -> None:
    barista = load_playbook(load_pipeline("barista").playbook_folder)
    said = "\n".join(plan(barista, Recipe(), fast=False, data=tmp_path))
    assert "voice-agent data fetch clinc150 banking77 hwu64_entities snips rasa_nlu" in said
    assert f"--data {tmp_path}" in said
    assert "data fetch" not in "\n".join(plan(barista, Recipe(), fast=True))
