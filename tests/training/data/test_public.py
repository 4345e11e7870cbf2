"""Rows of public data sets."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random

import pytest
from toy_corpus import texts, write_playbook

from voice_agent.core.errors import ConfigError
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.rows import split_by_text
from voice_agent.training.data.values import ValueMaker


def test_clinc_rows_are_mapped_ignored_or_out_of_scope(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "clinc150"
    folder.mkdir(parents=True)
    data = {
        "train": [["my balance", "balance"], ["yeah", "yes"], ["fly", "book_flight"]],
        "val": [["how much", "balance"]],
        "test": [["balance please", "balance"], ["send it", "transfer"]],
        "oos_train": [["who won", "oos"]],
        "oos_val": [],
        "oos_test": [["sing", "oos"]],
    }
    (folder / "data_full.json").write_text(json.dumps(data), encoding="utf-8")
    one = {
        "intents": {"balance": "check_balance"},
        "acts": {"yes": "affirm"},
        "ignore": ["transfer"],
        "rest": "out_of_scope",
    }
    playbook = write_playbook(
        tmp_path / "toy",
        shared={"person": "person"},
        sets={"clinc150": one, "banking77": {"rest": "out_of_scope"}},
    )
    rows = [
        row for row in build_corpus(playbook, tmp_path / "data", 1).rows if "clinc" in row.group
    ]
    found = {
        (text, row.split, row.intents, row.act)
        for text, row in zip(texts((row.phrase for row in rows), playbook), rows, strict=True)
    }

    assert found == {
        ("my balance", "train", ("check_balance",), "request"),
        ("yeah", "train", (), "affirm"),
        ("fly", "train", ("out_of_scope",), "request"),
        ("how much", "dev", ("check_balance",), "request"),
        ("balance please", "test", ("check_balance",), "request"),
        ("who won", "train", ("out_of_scope",), "request"),
        ("sing", "test", ("out_of_scope",), "request"),
    }


def test_spans_of_public_sets_are_renamed_and_list_values_added(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "nlupp" / "data" / "banking"
    folder.mkdir(parents=True)
    text = "move 5 dollars to my Saver"
    slot = {"text": "5 dollars", "span": [5, 14]}
    row = {"text": text, "intents": ["transfer"], "slots": {"amount_of_money": slot}}
    for name in ("fold0", "fold18"):
        (folder / f"{name}.json").write_text(json.dumps([row]), encoding="utf-8")
    playbook = write_playbook(
        tmp_path / "toy",
        shared={"person": "person"},
        sets={"nlupp": {"entities": {"amount_of_money": "amount"}}},
    )
    rows = [r for r in build_corpus(playbook, tmp_path / "data", 1).rows if "nlupp" in r.group]

    assert {r.split for r in rows} == {split_by_text(text, 0.05), "test"}
    said = rows[0].phrase.realise(Random(1), ValueMaker(playbook.entities))
    assert said.spans == ((5, 14, "amount"), (21, 26, "account"))
    assert rows[0].intents == ()


def test_banking77_keeps_its_test_split(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "banking77"
    folder.mkdir(parents=True)
    for name in ("train", "test"):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("text", "category"), (f"{name}\nrow", "top_up")])
    playbook = write_playbook(
        tmp_path / "toy",
        shared={"person": "person"},
        sets={"banking77": {"intents": {"top_up": "move"}}},
    )
    rows = [r for r in build_corpus(playbook, tmp_path / "data", 1).rows if "banking" in r.group]

    assert texts([r.phrase for r in rows if r.split == "test"], playbook) == ["test row"]


def test_a_label_of_a_set_has_its_own_reasons(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "banking77"
    folder.mkdir(parents=True)
    lines = [("who took it", "strange"), ("what is it", "strange"), ("it was taken", "other")]
    for name in ("train", "test"):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("text", "category"), *lines])
    reasons = {"strange": {"reason": "fraud", "words": ["took"], "otherwise": None}}
    playbook = write_playbook(
        tmp_path / "toy",
        shared={"person": "person"},
        escalation={"move": "complaint"},
        sets={
            "banking77": {
                "intents": {"strange": "move", "other": "move"},
                "escalation": reasons,
            }
        },
    )
    rows = [row for row in build_corpus(playbook, tmp_path / "data", 1).rows if "77" in row.group]
    found = dict(zip(texts((row.phrase for row in rows), playbook), rows, strict=True))

    assert {text: row.escalation for text, row in found.items()} == {
        "who took it": "fraud",
        "what is it": None,
        "it was taken": "complaint",
    }


def test_a_data_folder_without_any_set_is_an_error(tmp_path: Path) -> None:
    playbook = write_playbook(
        tmp_path / "toy", shared={"person": "person"}, sets={"snips": {"rest": "out_of_scope"}}
    )

    with pytest.raises(ConfigError, match="holds none of the data sets snips"):
        build_corpus(playbook, tmp_path, 1)


def test_a_set_that_is_not_whole_says_what_to_fetch(tmp_path: Path) -> None:
    (tmp_path / "data" / "banking77").mkdir(parents=True)
    (tmp_path / "data" / "banking77" / "train.csv").write_text("text,category\n")
    playbook = write_playbook(tmp_path / "toy", sets={"banking77": {"rest": "out_of_scope"}})

    with pytest.raises(ConfigError, match=r"test\.csv: is missing; .* data fetch banking77 --data"):
        build_corpus(playbook, tmp_path / "data", 1)
