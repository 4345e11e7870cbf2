"""Words that are recognised wrongly because packets of a SIP call are lost or late.

``labels.json`` in ``--data`` has a ``text`` for each recording. Each is cut into packets of 20 ms
of mu-law; a share of them is lost at random, and the others are delayed by up to ``--jitter-ms``,
so that some overtake others. The pipeline's recogniser then hears what a call hears.

voice-agent bench lossy-line --data DIR [--count 100] [--loss 0.05] [--jitter-ms 60]
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from voice_agent.audio.pcm import LISTEN_HZ, from_pcm
from voice_agent.audio.resample import resample
from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError
from voice_agent.phone.recording import read_audio
from voice_agent.pipeline.assembly import load_engines
from voice_agent.transport.sip.hearing import HZ, Hearing
from voice_agent.transport.sip.rtp import Packet, write
from voice_agent.transport.sip.sdp import Stream
from voice_agent.transport.sip.speaking import FRAME, encode

_STREAM = Stream("127.0.0.1", 4000, "PCMU", 0)
_TAIL = 5
"""Packets of silence after a recording: a call does not end with its last word."""


def packets(samples: NDArray[np.int16]) -> list[bytes]:
    """Cut 8 kHz samples into the packets of a call."""
    whole = np.concatenate([samples, np.zeros(-samples.size % FRAME + _TAIL * FRAME, np.int16)])
    return [
        write(Packet(0, at & 0xFFFF, at * FRAME, 1, encode("PCMU", frame.tobytes())))
        for at, frame in enumerate(whole.reshape(-1, FRAME))
    ]


def over_the_line(
    sent: list[bytes], loss: float, jitter_ms: float, chance: random.Random
) -> list[bytes]:
    """Lose and delay packets; return those that arrive, in the order in which they do."""
    arrives = [
        (20.0 * at + chance.uniform(0, jitter_ms), one)
        for at, one in enumerate(sent)
        if chance.random() >= loss or at >= len(sent) - _TAIL
    ]
    return [one for _, one in sorted(arrives, key=lambda pair: pair[0])]


def heard(arrived: list[bytes]) -> NDArray[np.int16]:
    """Return what a call hears of packets, at 8 kHz."""
    hearing = Hearing(_STREAM)
    found = [hearing.packet(one) for one in arrived]
    return from_pcm(b"".join(one for one in found if isinstance(one, bytes)))


def words(text: str) -> str:
    """Return a text as it is compared."""
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower()).split())


def main(
    data: Annotated[Path, typer.Option(help="Folder with labels.json and recordings.")],
    pipeline: Annotated[str, typer.Option(help="Whose recogniser listens.")] = "bank",
    count: Annotated[int, typer.Option(help="Recordings, evenly over all.", min=1)] = 100,
    loss: Annotated[float, typer.Option(help="Share of packets that are lost.")] = 0.05,
    jitter_ms: Annotated[float, typer.Option(help="Longest delay of a packet.")] = 60.0,
    seed: Annotated[int, typer.Option(help="Seed of what is lost.")] = 1,
) -> None:
    """Count the word errors that packet loss and jitter of a SIP call cost."""
    import jiwer

    try:
        labels = json.loads((data / "labels.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"--data: {data / 'labels.json'} cannot be read: {error}") from None
    named = sorted(name for name, label in labels.items() if label.get("text"))
    chosen = named[:: max(1, len(named) // count)][:count]
    config = load_pipeline(pipeline)
    engine = load_engines(config).stt.engine
    rows = {"as it was": (0.0, 0.0), "jitter": (0.0, jitter_ms), "loss": (loss, 0.0)}
    rows["loss and jitter"] = (loss, jitter_ms)
    table = Table("line", "recordings", "word errors")
    right = [words(labels[name]["text"]) for name in chosen]
    recordings = [read_audio(data / name, HZ) for name in chosen]
    for title, (lost, late_ms) in rows.items():
        chance = random.Random(seed)
        said = []
        for samples in recordings:
            sound = heard(over_the_line(packets(samples), lost, late_ms, chance))
            said.append(words(engine.transcribe(resample(sound, HZ, LISTEN_HZ), LISTEN_HZ).text))
        table.add_row(title, str(len(chosen)), f"{100 * jiwer.wer(right, said):.1f} %")
    Console().print(table)
