"""Tasks: what is trained on, and that what is measured is not."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import yaml
from public_sets import write_lines, write_snips

from benchmarks.accuracy.public.tasks import BENCHMARKS, benchmark_tasks
from voice_agent.core.errors import ConfigError
from voice_agent.core.resources import pipelines_folder
from voice_agent.playbook.load import load_playbook
from voice_agent.playbook.phrases import normalised, parse_phrase
from voice_agent.playbook.schema import Playbook
from voice_agent.training.data.draw import draw_epoch
from voice_agent.training.data.duplicates import heldout_texts, text_of, without_texts
from voice_agent.training.data.rows import Row, fingerprint
from voice_agent.training.data.sources import spans_of_tags
from voice_agent.training.fit.task import Task, playbook_task

SAYS = {
    "greeting": "Hello.",
    "not_understood": ["What?"],
    "not_heard": ["What?"],
    "llm_fallback": "Sorry.",
    "action_failed": "Sorry.",
    "handoff": "Wait.",
    "goodbye": "Bye.",
}
HELDOUT = {
    "groups": {
        "wishes": [
            {"say": "please tell me what my balance is", "intent": "balance"},
            {"say": "balance please", "intent": "balance"},
        ]
    }
}


def write_playbook(folder: Path, **more: object) -> Playbook:
    folder.mkdir(exist_ok=True)
    files: dict[str, object] = {
        "playbook": {
            "name": "Toy",
            "persona": "A toy.",
            "says": SAYS,
            "entities": {"amount": {"kind": "money"}},
            "intents": {"balance": {"answer": "Plenty."}},
        },
        "phrases": {
            "balance": [
                "what is my balance",
                "balance please",
                "Please tell me what my balance is!",
                "<please|> tell me what my balance <is|was>",
            ]
        },
        "heldout": HELDOUT,
    } | more
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_playbook(folder)


def row(text: str, intent: str = "a", split: str = "train", group: str = "in") -> Row:
    return Row(phrase=parse_phrase(text, ()), group=group, split=split, intents=(intent,))  # type: ignore[arg-type]


def test_texts_that_differ_only_in_case_and_punctuation_are_the_same() -> None:
    assert normalised("What's my  Balance?") == normalised("whats my balance")
    assert normalised("my balance") != normalised("the balance")
    assert text_of(parse_phrase("<a|b> c", ())) is None
    assert text_of(parse_phrase("send {amount}", ("amount",))) is None


def test_rows_of_the_test_split_leave_training() -> None:
    rows = [row("one two"), row("One, two!", split="test"), row("three", split="dev")]

    kept, removed = without_texts(rows, {"one two", "three"})
    assert (kept, removed) == ((rows[1],), 2)


def test_a_heldout_sentence_is_not_trained_on_but_what_everybody_says_is(tmp_path: Path) -> None:
    task = playbook_task(write_playbook(tmp_path / "toy"), None)
    texts = {text_of(one.phrase) for one in task.rows}

    assert task.removed == 1
    assert "Please tell me what my balance is!" not in texts
    assert "balance please" in texts
    assert "please tell me what my balance is" in task.forbidden
    assert "balance please" not in task.forbidden


@pytest.mark.parametrize("name", ["bank", "barista"])
def test_no_heldout_turn_of_a_shipped_playbook_is_trained_on(name: str) -> None:
    playbook = load_playbook(pipelines_folder() / name)
    task = playbook_task(playbook, None)
    forbidden = heldout_texts(playbook)

    assert len(forbidden) > 20
    assert task.forbidden >= forbidden
    texts = (text_of(one.phrase) for one in task.rows if one.split != "test")
    assert not forbidden & {normalised(text) for text in texts if text}


def test_shared_turns_bring_the_heads_for_mood_and_reasoning(tmp_path: Path) -> None:
    task = playbook_task(write_playbook(tmp_path / "toy"), None)
    train = task.split("train")

    assert task.labels.heads["sentiment"] == 3
    assert task.labels.heads["reasoning"] == 2
    assert {one.sentiment for one in train} == {"negative", "neutral", "positive", None}
    assert {one.reasoning for one in train} == {True, False, None}
    assert {one.sentiment for one in train if one.escalation == "anger"} == {"negative"}
    assert {one.group for one in task.split("test")} == {"sentiment", "reasoning"}


def test_learned_and_heard_turns_are_trained_on(tmp_path: Path) -> None:
    learned = {
        "turns": [
            {"say": "how much have I got", "intent": "balance", "asked": "What else?"},
            {"say": "not [ten dollars](amount)", "intent": ["balance", "out_of_scope"]},
        ]
    }
    heard = {"spoken": 2, "word_error_rate": 0.1, "phrases": {"balance": ["what is my ballots"]}}
    task = playbook_task(write_playbook(tmp_path / "toy", learned=learned, heard=heard), None)
    found = {text_of(one.phrase): one for one in task.rows if one.group in {"learned", "heard"}}

    assert set(found) == {"how much have I got", "not ten dollars", "what is my ballots"}
    assert found["how much have I got"].asked == parse_phrase("What else?", ())
    assert not found["how much have I got"].tagged
    assert found["not ten dollars"].phrase.entities == {"amount"}
    assert found["what is my ballots"].split == "train"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("learned", {"turns": [{"say": "x", "intent": "nothing"}]}, "no intent 'nothing'"),
        ("learned", {"turns": [{"say": "x"}]}, "intent"),
        ("heard", {"phrases": {"nothing": ["x"]}}, "no intent 'nothing'"),
    ],
)
def test_mistakes_in_labelled_turns_name_the_file(
    tmp_path: Path, name: str, content: object, message: str
) -> None:
    playbook = write_playbook(tmp_path / "toy", **{name: content})

    with pytest.raises(ConfigError, match=rf"{name}\.yaml.*{message}"):
        playbook_task(playbook, None)


def test_a_fingerprint_changes_with_a_label() -> None:
    assert fingerprint([row("x")]) == fingerprint([row("x")])
    assert fingerprint([row("x")]) != fingerprint([row("x", intent="b")])
    assert fingerprint([row("x"), row("y")]) != fingerprint([row("y"), row("x")])


def test_without_shares_every_row_comes_once_before_any_comes_twice() -> None:
    rows = [row(str(number)) for number in range(10)]

    assert Counter(draw_epoch(rows, 0, Random(1), {})) == Counter(rows)
    assert set(Counter(draw_epoch(rows, 25, Random(1), {})).values()) == {2, 3}


def test_spans_of_bio_tags_are_in_characters() -> None:
    words, tags = ["play", "the", "beatles", "now", "now"], ["O", "B-a", "I-a", "B-b", "B-b"]

    assert spans_of_tags(words, tags) == ((5, 16, "a"), (17, 20, "b"), (21, 24, "b"))


def test_near_out_of_scope_is_measured_and_not_taught(tmp_path: Path) -> None:
    base = tmp_path / "fewshot_splits" / "CLINC-Single-Domain-OOS" / "banking"
    files = ("seq.in", "label")
    write_lines(base / "train", [("pay it", "pay"), ("pay the bill", "pay")], files)
    for name in ("valid", "test"):
        write_lines(base / name, [(f"{name} pay", "pay"), ("Pay it.", "pay")], files)
        write_lines(base / "id-oos" / name, [(f"{name} near", "oos")], files)
        write_lines(base / "ood-oos" / name, [(f"{name} far", "oos")], files)
    (task,) = benchmark_tasks("clinc-banking", tmp_path)

    assert task.labels.heads == {"intent": 2}
    assert [text_of(one.phrase) for one in task.split("train")] == ["pay the bill"]
    assert task.removed == 2
    kinds = [(one.group, one.intents) for one in task.split("test")]
    assert kinds == [
        ("in", ("pay",)),
        ("in", ("pay",)),
        ("near", ("out_of_scope",)),
        ("far", ("out_of_scope",)),
    ]


def test_clinc150_learns_what_is_out_of_scope_from_its_larger_part(tmp_path: Path) -> None:
    folder = tmp_path / "clinc150"
    folder.mkdir()
    (folder / "all_wiki_sents.txt").write_text("", encoding="utf-8")
    parts = {"train": [["pay", "pay"]], "val": [], "test": [["pay up", "pay"]]}
    oos = {"oos_train": [["fly", "oos"], ["Pay up!", "oos"]], "oos_val": [], "oos_test": []}
    plus = json.dumps({**parts, **oos})
    (folder / "data_oos_plus.json").write_text(plus, encoding="utf-8")
    (task,) = benchmark_tasks("clinc150", tmp_path)

    taught = {text_of(one.phrase): (one.group, one.intents) for one in task.split("train")}
    assert taught == {"pay": ("in", ("pay",)), "fly": ("far", ("out_of_scope",))}
    assert task.noise is not None


def test_snips_has_intents_and_slots(tmp_path: Path) -> None:
    names = ("train", "dev", "test")
    rows = {name: [(f"play {name} now", "PlayMusic", "O B-album O")] for name in names}
    write_snips(tmp_path, **rows)
    (task,) = benchmark_tasks("snips", tmp_path)

    assert task.labels.heads == {"intent": 2, "tags": 3}
    assert [one.split for one in task.rows] == ["train", "dev", "test"]
    assert all(one.tagged and one.phrase.entities == {"album"} for one in task.rows)


def _nlupp(folder: Path) -> None:
    base = folder / "nlupp" / "data" / "banking"
    base.mkdir(parents=True)
    for number in range(20):
        slots = {"date": {"text": "may", "span": [5, 8]}}
        rows = [{"text": f"from may {number}", "intents": ["why", "how"], "slots": slots}]
        rows.append({"text": f"well {number}"})
        (base / f"fold{number}.json").write_text(json.dumps(rows), encoding="utf-8")


@pytest.mark.parametrize(("name", "taught"), [("nlupp", 4), ("nlupp-large", 36)])
def test_nlupp_is_ten_trainings_on_pairs_of_folds(tmp_path: Path, name: str, taught: int) -> None:
    _nlupp(tmp_path)
    tasks = benchmark_tasks(name, tmp_path)

    def pair(task: Task) -> set[str]:
        split = "train" if name == "nlupp" else "test"
        return {str(text_of(one.phrase)).split()[-1] for one in task.split(split)}

    assert [len(task.split("train")) for task in tasks] == [taught] * 10
    assert [pair(task) for task in tasks[:2]] == [{"0", "1"}, {"2", "3"}]
    assert tasks[0].labels.several
    assert tasks[0].noise is None
    assert {one.intents for one in tasks[0].rows} == {("why", "how"), ("out_of_scope",)}


def test_an_unknown_benchmark_or_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no benchmark 'atis'; known: clinc150"):
        benchmark_tasks("atis", tmp_path)
    for name in BENCHMARKS:
        with pytest.raises(ConfigError, match=f"no such file; --data needs .*'{name}'"):
            benchmark_tasks(name, tmp_path)
