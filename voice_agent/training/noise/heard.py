"""Sentences as the recogniser writes them.

Piper speaks the phrases of a playbook in several styles, telephone lines of several qualities
carry them, and the pipeline's own engine recognises them with its own prompt. Sentences that
change on the way are kept, with their marks, to train on::

    voice-agent phrases hear --pipeline bank

Format of ``heard.yaml`` beside a playbook::

    spoken: 1400            # sentences spoken and recognised
    word_error_rate: 0.142  # over all of them; how numbers are written does not count
    phrases:                # as in phrases.yaml: intent -> sentences with [marks](entity)
      check_balance:
        - "What's my [checking account](account) ballots?"

``phrases`` holds only sentences that were recognised differently from how they were said. Words
of an entity that were lost have no mark. The sentences have no gaps and no choices. All come from
phrases of the ``train`` split, so training may use them. ``data/labelled.py`` reads them.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy as np
import yaml
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.config.load import load_pipeline
from voice_agent.config.registry import EngineContext, check_engine, make_engine
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError
from voice_agent.playbook import Playbook, load_playbook
from voice_agent.playbook.phrases import Realised, SpanTuple, unmarked
from voice_agent.playbook.turn_files import HEARD_FILE, HeardSentences
from voice_agent.stt.engine import SttEngine
from voice_agent.training.data.corpus import build_corpus
from voice_agent.training.data.rows import Row
from voice_agent.training.data.values import ValueMaker
from voice_agent.training.noise.aligning import carry_marks, spoken_words, word_errors
from voice_agent.training.noise.speaking import Line, Speaker, VoiceStyle

_VOICE = "piper-en_US-joe-medium"
_GROUPS = frozenset({"phrases", "phrases/scope"})
_SWAP = 0.5  # share of marked details that get another value
# The voice's random numbers are seeded for each batch, so a stopped run continues as if it had
# not been stopped.
_BATCH = 40
# Below this similarity of the letters, or above this share of wrong words, nobody could tell what
# the caller wants.
_TOO_FAR = 70.0
_TOO_WRONG = 0.5
_SYNTAX = str.maketrans("[](){}<>|", "         ")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence as it was said and as it was recognised.

    Attributes:
        number: Position in the run.
        intent: The intent of the phrase.
        said: The text that was spoken; ``spans`` are the entities in it.
        spans: ``(start, end, entity)`` in characters of ``said``.
        heard: What the recogniser wrote.
    """

    number: int
    intent: str
    said: str
    spans: tuple[SpanTuple, ...]
    heard: str


def collect(
    pairs: Iterable[Pair], phrases_of: Mapping[str, Sequence[str]], keep: int
) -> HeardSentences:
    """Choose what is worth training on: changed sentences that still mean the same.

    Leave out sentences that nobody could understand, and sentences that are more like a phrase of
    another intent than like what was said ("shut my account" recognised as "check my account").

    Args:
        pairs: What was said and recognised.
        phrases_of: Intent -> its phrases as in ``phrases.yaml``; other intents are left out.
        keep: The largest number of sentences, the same share of every intent.
    """
    written = {intent: [_bare(line) for line in lines] for intent, lines in phrases_of.items()}
    phrases: defaultdict[str, list[str]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    spoken = wrong = words = 0
    for pair in pairs:
        errors, length = word_errors(pair.said, pair.heard)
        spoken, wrong, words = spoken + 1, wrong + errors, words + length
        before, after = _plain(pair.said), _plain(pair.heard)
        if before == after or pair.intent not in written or (pair.intent, *after) in seen:
            continue
        if errors > _TOO_WRONG * length or _misleads(pair.intent, before, after, written):
            continue
        seen.add((pair.intent, *after))
        marked = carry_marks(Realised(pair.said, pair.spans), pair.heard)
        if marked is None:
            continue
        phrases[pair.intent].append(_written(marked))
    rate = round(wrong / words, 4) if words else 0.0
    share = min(1.0, keep / max(1, sum(map(len, phrases.values()))))
    kept = {intent: lines[: math.ceil(share * len(lines))] for intent, lines in phrases.items()}
    return HeardSentences(spoken=spoken, word_error_rate=rate, phrases=dict(sorted(kept.items())))


def _plain(text: str) -> list[str]:
    return [token.word for token in spoken_words(text)]


def _bare(line: str) -> str:
    return " ".join(_plain(unmarked(line)))


def _misleads(
    intent: str, before: list[str], after: list[str], written: Mapping[str, Sequence[str]]
) -> bool:
    heard = " ".join(after)
    likeness = fuzz.ratio(" ".join(before), heard)
    if likeness < _TOO_FAR:
        return True
    others = (line for name, lines in written.items() if name != intent for line in lines)
    return process.extractOne(heard, others, scorer=fuzz.ratio, score_cutoff=likeness) is not None


def _written(sentence: Realised) -> str:
    text, position = "", 0
    for start, end, entity in sentence.spans:
        text += f"{sentence.text[position:start]}[{sentence.text[start:end]}]({entity})"
        position = end
    return text + sentence.text[position:]


def sentences(rows: Sequence[Row], playbook: Playbook, most: int, seed: int) -> list[Pair]:
    """Return ``most`` sentences to speak: phrases in random order, with gaps filled.

    Every phrase comes once before any comes twice. ``heard`` is empty.

    Raises:
        ConfigError: There are no phrases.
    """
    phrases = [row for row in rows if row.group in _GROUPS]
    if not phrases:
        raise ConfigError(f"{playbook.folder}: no phrases to speak")
    rng, make = Random(seed), ValueMaker(playbook.entities)
    queue: list[Row] = []
    chosen: list[Pair] = []
    for number in range(most):
        queue = queue or rng.sample(phrases, len(phrases))
        row = queue.pop()
        said = row.phrase.realise(rng, make, swap=_SWAP)
        chosen.append(Pair(number, row.intents[0], said.text, said.spans, ""))
    return chosen


def listen(pair: Pair, speaker: Speaker, stt: SttEngine, seed: int) -> Pair:
    """Speak one sentence over a line of its own, and recognise it."""
    rng = Random(f"{seed} {pair.number}")
    sound = speaker.say(pair.said, VoiceStyle.draw(rng))
    if sound.size:
        line = Line.draw(rng)
        sound = line.carry(sound, np.random.default_rng(rng.getrandbits(32)))
    text = stt.transcribe(sound, LISTEN_HZ).text.translate(_SYNTAX)
    return Pair(pair.number, pair.intent, pair.said, pair.spans, " ".join(text.split()))


def read_pairs(path: Path) -> list[Pair]:
    """Read the pairs of earlier work, whole batches only; none without the file."""
    if not path.exists():
        return []
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["spans"] = tuple((start, end, entity) for start, end, entity in row["spans"])
        pairs.append(Pair(**row))
    return pairs


def mine(
    config: PipelineConfig, work: Path, *, most: int, seed: int, threads: int
) -> Iterator[Pair]:
    """Speak and recognise ``most`` sentences, but for those that ``work`` already has.

    Sentences spoken before the playbook's phrases changed are kept; delete ``work`` to start again.

    Raises:
        ConfigError: The playbook is wrong.
        ModelError: A model is missing.
    """
    playbook = load_playbook(config.playbook_folder)
    rows = build_corpus(playbook, None, seed).split("train")
    wanted = sentences(rows, playbook, most, seed)
    done = read_pairs(work)
    yield from done[:most]
    if len(done) >= most:
        return
    stage, context = config.stages["stt"], EngineContext.of(config, playbook)
    args = dict(stage.args)
    if check_engine("stt", str(stage.engine), {"threads": threads}) is None:
        args["threads"] = threads
    stt = make_engine("stt", str(stage.engine), args, context)
    for start in range(0, most, _BATCH):
        batch = [pair for pair in wanted[start : start + _BATCH] if pair.number >= len(done)]
        if not batch:
            continue
        voice = context.models.path(_VOICE)
        speaker = Speaker.load(voice, seed=seed * 1000 + start, threads=threads)
        heard = []
        for pair in batch:
            heard.append(listen(pair, speaker, stt, seed))
            yield heard[-1]
        with work.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(pair)) + "\n" for pair in heard)


def write_heard(path: Path, heard: HeardSentences, pipeline: str, seed: int) -> None:
    """Write ``heard.yaml``."""
    kept = sum(len(lines) for lines in heard.phrases.values())
    text = (
        "# What the recogniser made of the playbook's phrases on telephone lines: "
        f"{kept} sentences\n"
        "# that came out differently. Made by: voice-agent phrases hear "
        f"--pipeline {pipeline} --most {heard.spoken} --seed {seed}\n"
    )
    body = yaml.safe_dump(heard.model_dump(), sort_keys=False, allow_unicode=True, width=1000)
    path.write_text(text + body, encoding="utf-8")


def work_file(out: Path, seed: int) -> Path:
    """Return the default file for the pairs that belong to ``out``."""
    name = f"voice-agent-heard-{out.resolve().parent.name}-{seed}.jsonl"
    return Path(tempfile.gettempdir()) / name


def run_heard(
    pipeline: str,
    out: Path | None = None,
    *,
    most: int = 1000,
    keep: int = 1200,
    work: Path | None = None,
    seed: int = 1,
    threads: int = 1,
    console: Console | None = None,
) -> HeardSentences:
    """Speak a playbook's phrases, recognise them, keep what came out differently.

    Args:
        pipeline: Name or file of the pipeline.
        out: File to write; by default ``heard.yaml`` of the playbook.
        most: Sentences to speak.
        keep: Sentences to keep at most.
        work: File of pairs; a run that was stopped continues from it.
        seed: Seed of sentences and sounds.
        threads: Threads of voice and recogniser.
        console: Where to report.

    Raises:
        ConfigError: The pipeline or the playbook is wrong.
        ModelError: A model is missing.
    """
    console = console or Console()
    config = load_pipeline(pipeline)
    out = out or config.playbook_folder / HEARD_FILE
    work = work or work_file(out, seed)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("speaking and recognising", total=most)
        pairs = []
        for pair in mine(config, work, most=most, seed=seed, threads=threads):
            pairs.append(pair)
            progress.update(task, completed=len(pairs))
    heard = collect(pairs, load_playbook(config.playbook_folder).phrases, keep)
    write_heard(out, heard, pipeline, seed)
    kept = sum(len(lines) for lines in heard.phrases.values())
    console.print(
        f"{out}: {kept} of {heard.spoken} came out differently, "
        f"word error rate {heard.word_error_rate:.1%}"
    )
    return heard
