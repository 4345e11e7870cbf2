"""Public data sets from a server on the loopback."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from webserver import web_server

from voice_agent.core.errors import ConfigError
from voice_agent.training.data.catalogue import PublicSet, find_set
from voice_agent.training.data.fetch import LOCK_FILE, Fetched, fetch_set

TURNS = b"text,label\n" + b"where is my card,card\n" * 400


class Source:
    """A source of one file, which can break off, change, or vanish."""

    def __init__(self) -> None:
        self.content = TURNS
        self.status = 200
        self.breaks_at = 0
        self.ranges: list[str | None] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        asked = request.headers.get("Range")
        self.ranges.append(asked)
        if self.status != 200:
            return web.Response(status=self.status)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if asked and start >= len(self.content):
            return web.Response(status=416)
        if self.breaks_at:
            reply = web.StreamResponse(headers={"Content-Length": str(len(self.content))})
            await reply.prepare(request)
            await reply.write(self.content[: self.breaks_at])
            assert request.transport is not None
            request.transport.close()
            return reply
        return web.Response(body=self.content[start:], status=206 if asked else 200)


@pytest.fixture
async def source() -> AsyncIterator[tuple[Source, str]]:
    one = Source()
    async with web_server("/{file:.*}", one.answer) as base:
        yield one, base


def described(base: str, content: bytes = TURNS, **more: object) -> PublicSet:
    file = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), **more}
    return PublicSet.model_validate(
        {"licence": "CC0", "page": base, "base": f"{base}/", "files": {"a/turns.csv": file}}
    )


async def fetch(one: PublicSet, data: Path, **more: object) -> Fetched:
    return await asyncio.to_thread(fetch_set, "toy", one, data, **more)  # type: ignore[arg-type]


async def test_a_set_is_fetched_locked_and_kept(source: tuple[Source, str], tmp_path: Path) -> None:
    served, base = source
    told: list[tuple[str, int, int]] = []
    found = await fetch(described(base), tmp_path, progress=lambda *how_far: told.append(how_far))
    assert found == Fetched(("a/turns.csv",), ())
    assert (tmp_path / "toy" / "a" / "turns.csv").read_bytes() == TURNS
    assert told[-1] == ("toy/turns.csv", len(TURNS), len(TURNS))
    assert hashlib.sha256(TURNS).hexdigest() in (tmp_path / LOCK_FILE).read_text()

    again = await fetch(described(base), tmp_path)
    assert again == Fetched((), ("a/turns.csv",))
    assert len(served.ranges) == 1, "what is here is not fetched"


async def test_what_broke_off_goes_on(source: tuple[Source, str], tmp_path: Path) -> None:
    served, base = source
    served.breaks_at = 1000
    with pytest.raises(ConfigError, match="the same command goes on where it was"):
        await fetch(described(base), tmp_path)
    part = tmp_path / "toy" / "a" / "turns.csv.part"
    here = part.stat().st_size
    assert 0 < here <= 1000

    served.breaks_at = 0
    await fetch(described(base), tmp_path)
    assert served.ranges[-1] == f"bytes={here}-"
    assert (tmp_path / "toy" / "a" / "turns.csv").read_bytes() == TURNS
    assert not part.exists()


async def test_a_whole_part_is_only_compared(source: tuple[Source, str], tmp_path: Path) -> None:
    _, base = source
    part = tmp_path / "toy" / "a" / "turns.csv.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(TURNS)
    assert (await fetch(described(base), tmp_path)).new == ("a/turns.csv",)


async def test_another_content_is_not_kept(source: tuple[Source, str], tmp_path: Path) -> None:
    served, base = source
    served.content = b"<html>moved</html>"
    with pytest.raises(ConfigError, match=r"toy/a/turns\.csv: sha256 .*… expected|, expected"):
        await fetch(described(base), tmp_path)
    assert [path.name for path in (tmp_path / "toy" / "a").iterdir()] == []


async def test_a_first_fetch_locks_what_has_no_hash(
    source: tuple[Source, str], tmp_path: Path
) -> None:
    served, base = source
    one = described(base, sha256="", size=0)
    await fetch(one, tmp_path)
    target = tmp_path / "toy" / "a" / "turns.csv"

    target.unlink()
    served.content = TURNS + b"one more,card\n"
    with pytest.raises(ConfigError, match="is not the file that was locked"):
        await fetch(one, tmp_path)
    assert not target.exists()


async def test_a_changed_file_is_found(source: tuple[Source, str], tmp_path: Path) -> None:
    _, base = source
    await fetch(described(base), tmp_path)
    (tmp_path / "toy" / "a" / "turns.csv").write_text("mine")
    with pytest.raises(ConfigError, match="not the file that was locked; delete it"):
        await fetch(described(base), tmp_path)


async def test_a_file_is_compressed_once_it_is_here(
    source: tuple[Source, str], tmp_path: Path
) -> None:
    _, base = source
    await fetch(described(base, gzip=True), tmp_path)
    assert gzip.decompress((tmp_path / "toy" / "a" / "turns.csv").read_bytes()) == TURNS
    assert (await fetch(described(base, gzip=True), tmp_path)).kept


async def test_a_source_that_has_moved_says_so(source: tuple[Source, str], tmp_path: Path) -> None:
    served, base = source
    served.status = 404
    with pytest.raises(ConfigError, match="answers 404; the set may have moved"):
        await fetch(described(base), tmp_path)


def test_without_a_network_one_line_says_what_to_do(tmp_path: Path) -> None:
    offline = described("http://127.0.0.1:9")
    with pytest.raises(ConfigError, match=r"cannot be fetched \(.*\); .* --from FOLDER") as caught:
        fetch_set("toy", offline, tmp_path, timeout_s=1.0)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("within", ["toy/a", "a"])
def test_a_folder_serves_as_the_source(tmp_path: Path, within: str) -> None:
    folder, data = tmp_path / "from", tmp_path / "data"
    (folder / within).mkdir(parents=True)
    (folder / within / "turns.csv").write_bytes(TURNS)
    one = described("http://127.0.0.1:9")
    assert fetch_set("toy", one, data, source=folder).new == ("a/turns.csv",)

    (folder / within / "turns.csv").write_bytes(b"another")
    with pytest.raises(ConfigError, match="is not the file that training was written for"):
        fetch_set("toy", one, tmp_path / "more", source=folder)


def test_a_folder_without_the_files_says_which(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"has no a/turns\.csv, nor toy/a/turns\.csv"):
        fetch_set("toy", described("http://127.0.0.1:9"), tmp_path / "data", source=tmp_path)


def test_what_is_made_by_hand_or_has_no_address_is_said(tmp_path: Path) -> None:
    by_hand = described("http://127.0.0.1:9").model_copy(update={"note": "join the ten folds"})
    with pytest.raises(ConfigError, match=r"toy: join the ten folds; then: .* --from FOLDER"):
        fetch_set("toy", by_hand, tmp_path)
    odd = described("file:///etc")
    with pytest.raises(ConfigError, match="is no address of a file"):
        fetch_set("toy", odd, tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        fetch_set("toy", odd, tmp_path / "file")


async def test_a_file_may_be_joined_from_a_clone(tmp_path: Path) -> None:
    fold = "CrossValidation/autoGeneFromRealAnno/a/CrossValidation/KFold_1/testset/annotated/x"
    (tmp_path / "clone" / fold).mkdir(parents=True)
    turns = tmp_path / "clone" / fold / "x.json"
    turns.write_text('{"test_data_annotation": [{"text": "hi", "intent": "x", "entities": []}]}')
    one = find_set("hwu64_entities")
    data = tmp_path / "data"

    with pytest.raises(ConfigError, match=r"git clone .* --from FOLDER"):
        await fetch(one, data)
    await fetch(one, data, source=tmp_path / "clone")
    joined = (data / "toy" / "hwu64_10folds.jsonl").read_text()
    assert joined == '{"fold": 1, "text": "hi", "intent": "x", "entities": []}\n'

    turns.write_text("[]")
    (data / "toy" / "hwu64_10folds.jsonl").unlink()
    with pytest.raises(ConfigError, match="is no file of annotated turns"):
        await fetch(one, data, source=tmp_path / "clone")
