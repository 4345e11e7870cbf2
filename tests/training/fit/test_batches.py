"""Examples as tensors: padding, masks and what a head is not asked."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from tiny_network import LABELS, ROWS, maker

torch = pytest.importorskip("torch", reason="needs the 'train' extra")
pytest.importorskip("transformers", reason="needs the 'train' extra")

from voice_agent.training.fit.batches import batches, collate, of_similar_length
from voice_agent.training.fit.examples import IGNORE, Example

pytestmark = pytest.mark.train


def examples() -> list[Example]:
    return [maker()(row, Random(n), cut=False) for n, row in enumerate(ROWS)]


def test_groups_are_of_about_one_length_and_hold_everything_once() -> None:
    lengths = [3, 40, 4, 41, 5, 42, 6]
    groups = of_similar_length(lengths, 3, Random(1))
    assert sorted(n for group in groups for n in group) == list(range(7))
    assert sorted(map(len, groups)) == [1, 3, 3]
    longest = max(groups, key=lambda group: max(lengths[n] for n in group))
    assert {1, 3, 5} & set(longest)


def test_short_examples_are_padded_and_masked() -> None:
    made = examples()
    batch = collate(made, LABELS)
    longest = max(len(one.turn.ids) for one in made)
    assert batch.ids.shape == batch.types.shape == batch.mask.shape == (len(made), longest)
    for row, one in enumerate(made):
        assert int(batch.mask[row].sum()) == len(one.turn.ids)
        assert not batch.ids[row, len(one.turn.ids) :].any()
    assert [one.phrase for one in batch.rows] == [row.phrase for row in ROWS]


def test_an_intent_is_a_distribution_over_the_right_ones() -> None:
    one = replace(examples()[0], intents=(1, 2))
    assert collate([one], LABELS).intent.tolist() == [[0.0, 0.5, 0.5]]
    assert collate([replace(one, intents=())], LABELS).intent.tolist() == [[0.0, 0.0, 0.0]]


def test_tags_are_where_words_begin_and_nowhere_else() -> None:
    one = examples()[0]
    batch = collate([one], LABELS)
    assert batch.tags is not None
    assert batch.tags[0, one.turn.firsts].tolist() == list(one.tags)
    assert int((batch.tags[0] != IGNORE).sum()) <= len(one.tags)
    assert collate([one], replace(LABELS, entities=())).tags is None


def test_what_a_row_does_not_say_is_not_asked() -> None:
    one = replace(examples()[0], classes={})
    classes = collate([one], LABELS).classes
    assert {tuple(values.tolist()) for values in classes.values()} == {(IGNORE,)}
    assert "intent" not in classes
    assert "tags" not in classes


def test_a_paired_batch_has_each_example_and_then_its_clean_copy() -> None:
    made = examples()
    (batch,) = batches(made, 8, LABELS, Random(1), clean=made)
    assert len(batch.rows) == 2 * len(made)
    assert list(batch.rows[: len(made)]) == list(batch.rows[len(made) :])
