"""What a model is trained for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from tokenizers import Tokenizer

from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.playbook.phrases import Make, Phrase, no_values
from voice_agent.playbook.schema import Playbook
from voice_agent.playbook.turn_files import heldout_texts
from voice_agent.slm.labels import SENTIMENTS, Labels
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.draw import PLAYBOOK_SHARES, draw_epoch
from voice_agent.training.data.duplicates import measured_texts, without_texts
from voice_agent.training.data.mapping import load_mapping
from voice_agent.training.data.rows import Row, Split, fingerprint, of_split
from voice_agent.training.data.shared import HOME
from voice_agent.training.data.sources import SOURCES, folder_of
from voice_agent.training.data.values import ValueMaker
from voice_agent.training.fit.recipe import Recipe
from voice_agent.training.noise.confusions import Confusions
from voice_agent.training.noise.noise import Noise


@dataclass(frozen=True, slots=True)
class Task:
    """Everything that training and measuring need to know; no torch.

    Attributes:
        name: Name for people.
        labels: Which outputs the graph has. Calibration is added by training.
        rows: Turns of all splits: ``train`` teaches, ``dev`` calibrates, ``test`` is measured.
        recipe: Hyper-parameters.
        make: Makes text for gaps, and for marked words that are swapped.
        swap: Share of marked words of training rows that are swapped for new ones.
        questions: What the agent may say before a turn that has no question.
        shares: How an epoch is drawn, see ``draw_epoch``.
        noise: Noise of training rows; ``None`` for none.
        dev_noise: Noise of the rows that calibration uses.
        dictionary: ``cmudict.dict.gz``, from which the noise takes its confusions.
        licences: Data set -> licence, for the model's card.
        forbidden: Normalised texts that no realised training row may have.
        removed: How many training and dev rows were removed because they are test turns.
    """

    name: str
    labels: Labels
    rows: tuple[Row, ...]
    recipe: Recipe = field(default_factory=Recipe)
    make: Make = no_values
    swap: float = 0.0
    questions: tuple[Phrase, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    noise: Noise | None = None
    dev_noise: Noise | None = None
    dictionary: Path | None = None
    licences: Mapping[str, str] = field(default_factory=dict)
    forbidden: frozenset[str] = frozenset()
    removed: int = 0

    def split(self, split: Split) -> list[Row]:
        """Return the rows of one split."""
        return of_split(self.rows, split)

    @property
    def rows_per_epoch(self) -> int:
        """How many rows an epoch has."""
        return self.recipe.rows or len(self.split("train"))

    def epoch(self, rng: Random) -> list[Row]:
        """Return the rows of one epoch in random order."""
        return draw_epoch(self.split("train"), self.recipe.rows, rng, self.shares)

    def stamp(self) -> dict[str, Any]:
        """Return what must not change for a training to continue from a checkpoint."""
        recipe = {name: value for name, value in asdict(self.recipe).items() if name != "threads"}
        return {**recipe, "rows_in_corpus": fingerprint(self.split("train"))}


def dictionary_of(data: Path | None) -> Path | None:
    """Return the pronouncing dictionary under ``--data``, if it is there."""
    path = data / "cmudict" / "cmudict.dict.gz" if data else None
    return path if path is not None and path.exists() else None


def confusions_for(dictionary: Path | None, tokenizer: Path) -> Confusions:
    """Return the shipped confusions, and those of a dictionary between words the model knows."""
    if dictionary is None:
        return Confusions.shipped()
    words = Tokenizer.from_file(str(tokenizer)).get_vocab().keys()
    return Confusions.read(dictionary, words)


def playbook_task(playbook: Playbook, data: Path | None, recipe: Recipe | None = None) -> Task:
    """Return the task of reading a playbook's turns.

    Sentences of its ``heldout.yaml`` and of test splits are removed from the training data.

    Raises:
        ConfigError: A file of the playbook is wrong, or an intent has nothing to learn from.
    """
    recipe = _for_phrases(recipe or Recipe(), playbook)
    corpus = build_corpus(playbook, data, recipe.seed)
    forbidden = frozenset(heldout_texts(playbook) | measured_texts(corpus.rows))
    rows, removed = without_texts(corpus.rows, forbidden)
    kinds = {row.group for row in rows}
    sets = load_mapping(playbook).sets if data else {}
    used = [name for name in sets if data and folder_of(name, data).is_dir()]
    dictionary = dictionary_of(data)
    # Its fillers and confusions are English.
    noise = Noise() if playbook.language == HOME else None
    return Task(
        name=playbook.name,
        labels=Labels(
            playbook=playbook.name,
            intents=(OUT_OF_SCOPE, *playbook.intents),
            entities=tuple(playbook.entities),
            sentiments=SENTIMENTS if "sentiment" in kinds else (),
            reasoning="reasoning" in kinds,
        ),
        rows=rows,
        recipe=recipe,
        make=ValueMaker(playbook.entities),
        swap=0.5,
        questions=corpus.questions,
        shares=PLAYBOOK_SHARES,
        noise=noise,
        dev_noise=noise,
        dictionary=dictionary,
        licences={name: SOURCES[name].licence for name in used}
        | ({"cmudict": "BSD-2-Clause"} if dictionary else {}),
        forbidden=forbidden,
        removed=removed,
    )


def _for_phrases(recipe: Recipe, playbook: Playbook) -> Recipe:
    counts = [len(lines) for name, lines in playbook.phrases.items() if name != OUT_OF_SCOPE]
    if not counts or sum(counts) / len(counts) >= recipe.few:
        return recipe
    # Few phrases teach more if each is read twice, with other words in its gaps and other noise.
    # The thousands of shared turns would outweigh the intents that they do not teach.
    return replace(recipe, even=True, agreement=1.0, contrast=0.5, average=0.99)
