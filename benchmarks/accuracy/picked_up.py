"""Listen to who or what picks up: how often that is right, and after how much speech it is said.

``--labels`` is a JSON file that has, for each recording in ``--data``, who it is: ``person``,
``voicemail``, ``screening``, ``menu``, ``dead`` or ``fax``; a list if several are right. A name may
join recordings, as a telephone plays them: ``a.wav+b.wav``. Recordings of people may come from a
second folder, ``--people``. Each recording is one call, heard frame by
frame and recognised by the pipeline's own recogniser as far as it has come.

voice-agent bench picked-up --data DIR --labels FILE [--people DIR --count 200]
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_args

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.report.stats import percentiles
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.audio.resample import resample
from voice_agent.config.load import load_pipeline
from voice_agent.config.models import ProjectModels
from voice_agent.core.errors import ConfigError
from voice_agent.dial.likeness import listener
from voice_agent.dial.picked_up import PickedUp, SaidBy, Verdict, Who
from voice_agent.dial.tones import HZ
from voice_agent.language.en.picked_up import said_by
from voice_agent.phone.recording import read_audio
from voice_agent.pipeline.assembly import load_engines

_FRAME = 160
_AFTER_S = 1.5
_MACHINES = set(get_args(Who)) - {"person", "silence"}

Recognise = Callable[[NDArray[np.int16]], str]


@dataclass(frozen=True, slots=True)
class Call:
    """A recording, and what was made of it.

    Attributes:
        name: Its file.
        right: Who it is; any of these.
        first: The first verdict.
        last: The last one, if it took the first back.
        talked: Whether the agent would have begun to talk, to a person.
    """

    name: str
    right: frozenset[str]
    first: Verdict | None
    last: Verdict | None
    talked: bool = False

    @property
    def since(self) -> Verdict | None:
        """The verdict from which on it was known who it is."""
        same = self.first and self.last and self.first.who == self.last.who
        return self.first if same else self.last

    @property
    def said(self) -> str:
        """The verdict in the end."""
        return self.last.who if self.last else "nothing"


def listen(
    samples: NDArray[np.int16], recognise: Recognise, by: SaidBy = said_by
) -> tuple[Verdict | None, Verdict | None, bool]:
    """Hear a recording as a call; return the first verdict, the last, and if we would talk."""
    listening = PickedUp(by)
    whole = np.concatenate([samples, np.zeros(int(_AFTER_S * HZ), np.int16)])
    first, talked = None, False
    for start in range(0, whole.size - _FRAME + 1, _FRAME):
        found = listening.push(whole[start : start + _FRAME])
        if listening.wants_text():
            found = listening.read(recognise(listening.sound())) or found
        first = first or found
        person = listening.verdict is not None and listening.verdict.who == "person"
        talked = talked or (person and listening.waits)
    return first, listening.verdict, talked


def read_joined(folder: Path, name: str) -> NDArray[np.int16]:
    """Read one recording, or several in a row, at 8 kHz.

    Raises:
        ConfigError: One cannot be read.
    """
    return np.concatenate([read_audio(folder / part, HZ) for part in name.split("+")])


def read_labels(path: Path) -> dict[str, frozenset[str]]:
    """Read who is on each recording.

    Raises:
        ConfigError: The file cannot be read, or names somebody unknown.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        found = {
            name: frozenset([who] if isinstance(who, str) else who) for name, who in given.items()
        }
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ConfigError(f"--labels: {path}: {error}") from None
    known = set(get_args(Who))
    for name, who in found.items():
        if not who or who - known:
            raise ConfigError(
                f"--labels: {path}: {name}: expected one of {', '.join(sorted(known))}"
            )
    return found


def summary(calls: Sequence[Call]) -> Mapping[str, float]:
    """Return shares: all that is right, machines found, and people taken for machines."""
    people = [one for one in calls if one.right == {"person"}]
    machines = [one for one in calls if one.right & _MACHINES]
    return {
        "right": _share(one.said in one.right for one in calls),
        "machines found": _share(one.said in _MACHINES for one in machines),
        "people taken for machines": _share(one.said in _MACHINES for one in people),
        "people answered": _share(one.said == "person" for one in people),
        "machines that the agent began to talk to": _share(one.talked for one in machines),
    }


def _share(which: Iterable[bool]) -> float:
    given = list(which)
    return sum(given) / len(given) if given else float("nan")


def main(
    data: Annotated[Path, typer.Option(help="Folder with recordings.")],
    labels: Annotated[Path, typer.Option(help="JSON file: who is on each of them.")],
    people: Annotated[Path | None, typer.Option(help="Folder with recordings of people.")] = None,
    pipeline: Annotated[str, typer.Option(help="Whose recogniser listens.")] = "bank",
    count: Annotated[int, typer.Option(help="Recordings of people, evenly over all.")] = 200,
    show: Annotated[bool, typer.Option(help="List what is wrong.")] = False,
) -> None:
    """Measure how often it is right who or what picked up, and how soon."""
    known = read_labels(labels)
    paths = [(data, name, who) for name, who in sorted(known.items())]
    if people is not None:
        files = sorted(p for p in people.iterdir() if p.suffix in (".wav", ".flac"))
        chosen = files[:: max(1, len(files) // count)][:count]
        paths += [(people, path.name, frozenset({"person"})) for path in chosen]
    config = load_pipeline(pipeline)
    engine = load_engines(config).stt.engine
    by = listener(ProjectModels.open(config.file.parent))

    def recognise(sound: NDArray[np.int16]) -> str:
        return str(engine.transcribe(resample(sound, HZ, LISTEN_HZ), LISTEN_HZ).text)

    calls = [
        Call(name, who, *listen(read_joined(folder, name), recognise, by))
        for folder, name, who in paths
    ]
    rows: dict[str, list[Call]] = defaultdict(list)
    for one in calls:
        rows[" or ".join(sorted(one.right))].append(one)
    table = Table("who it is", "calls", "right", "taken for", "speech until said, p50 / p95 ms")
    for who, some in sorted(rows.items()):
        others = Counter(one.said for one in some if one.said not in one.right)
        times = [one.since.speech_ms for one in some if one.since]
        wrong = ", ".join(f"{name} {number}" for name, number in others.most_common())
        table.add_row(
            who, str(len(some)), f"{_share(one.said in one.right for one in some):.1%}", wrong,
            "{p50:.0f} / {p95:.0f}".format(**percentiles(times)) if times else "",
        )  # fmt: skip
    Console().print(table)
    for name, share in summary(calls).items():
        Console().print(f"{name}: {share:.1%}")
    for one in calls if show else ():
        if one.said not in one.right:
            why = one.last.why if one.last else ""
            Console().print(f"  {one.name}: {one.said} ({why})")
