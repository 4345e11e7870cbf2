"""Let an ear go on learning from recordings of people, and judge it by people it never heard."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from voice_agent.config.models import ModelStore
from voice_agent.core.errors import ConfigError
from voice_agent.stt.ears.head import FILE, Ears
from voice_agent.stt.load import load_network
from voice_agent.training.ears.data import Example, read_shard, write_shard
from voice_agent.training.ears.people import folds_of, people_examples, read_people
from voice_agent.training.ears.train import RECOGNISER, spoken_examples

FOLDS = "folds.json"
"""An object in the folder of folds: caller -> file of the ear that never heard them."""
_PEOPLE, _VOICES = "people", "voices"
_CARDS = ("CARD.md", "CARD_people.md")


def adapt_ears(
    out: Path,
    *,
    people: Path,
    begin: Path,
    each: int,
    folds: int,
    count: int,
    epochs: int,
    seed: int,
    work: Path,
    workers: int,
    show: Callable[[str], None],
) -> None:
    """Fit an ear to people and synthetic voices, and as often without some of the people.

    Args:
        out: Folder for ``ears.onnx``, ``figures.json`` and ``CARD.md``.
        people: Recordings and ``labels.json``, as for ``bench dictation``.
        begin: The ``ears.onnx`` that goes on learning; it also tells where each letter is.
        each: Utterances made of each person.
        folds: Ears that are fitted without a share of the people, into ``work/folds``.
        count: Utterances of synthetic voices, against forgetting.
        epochs: Passes over all.
        seed: Same seed, same model.
        work: Folder for encoder states; what is there is not made again.
        workers: Processes in which synthetic voices speak.
        show: Told the progress.

    Raises:
        ConfigError: The extra ``train``, a voice or the recordings are missing.
        ModelError: ``begin`` is no head of letters and digits.
    """
    try:
        from voice_agent.training.ears.fit import export, fit, read_head
    except ImportError as error:
        raise ConfigError(
            f"training the ears needs the extra 'train': pip install 'voice-agent[train]' ({error})"
        ) from error
    heard = _people(people, begin, each, seed, work / _PEOPLE, show)
    engines, spoken = spoken_examples(work / _VOICES, count=count, seed=seed, workers=workers)
    show(f"{len(heard)} people, {len(spoken)} utterances of {', '.join(engines)}")

    def fitted(known: Sequence[str], path: Path) -> float:
        # Synthetic voices are last, and so what the loss is measured on.
        rows = [*itertools.chain.from_iterable(heard[one] for one in known), *spoken]
        head, losses = fit(rows, epochs=epochs, seed=seed, show=show, begin=read_head(begin))
        path.parent.mkdir(parents=True, exist_ok=True)
        export(head, path)
        return losses[-1]

    never_heard: dict[str, str] = {}
    for number, left_out in enumerate(folds_of([*heard], folds)):
        file = f"fold-{number}.onnx"
        show(f"{file}: without {', '.join(left_out)}")
        fitted([one for one in heard if one not in left_out], work / "folds" / file)
        never_heard |= dict.fromkeys(left_out, file)
    if folds:
        (work / "folds" / FOLDS).write_text(json.dumps(never_heard, indent=1) + "\n", "utf-8")
    loss = fitted([*heard], out / FILE)
    figures = {
        "people": len(heard),
        "utterances_of_each": each,
        "synthetic_utterances": len(spoken),
        "engines": engines,
        "epochs": epochs,
        "seed": seed,
        "loss_on_synthetic_kept_aside": round(loss, 4),
    }
    (out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    parts = (Path(__file__).with_name(name).read_text("utf-8") for name in _CARDS)
    (out / "CARD.md").write_text("".join(parts), encoding="utf-8")


def _people(
    folder: Path, begin: Path, each: int, seed: int, work: Path, show: Callable[[str], None]
) -> Mapping[str, list[Example]]:
    """Return the examples of each caller; those that ``work`` has are not made again."""
    work.mkdir(parents=True, exist_ok=True)
    encoder = load_network(ModelStore.open().path(RECOGNISER), language="en", threads=1).encoder
    people = read_people(folder, encoder, Ears(begin))
    found = {}
    for caller, dictated in sorted(people.items()):
        path = work / f"{caller}-{seed}.npz"
        if not path.is_file():
            made = people_examples(encoder, dictated, seed=f"{seed} {caller}")
            write_shard(path, list(itertools.islice(made, each)))
            show(f"{caller}: {len(dictated)} recordings")
        found[caller] = read_shard(path)
    return found
