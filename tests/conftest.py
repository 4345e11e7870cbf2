from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Generator, Mapping

import pytest
from pytest_asyncio import is_async_test

from voice_agent.core.logs import set_up_logging
from voice_agent.testing.tasks import leaked_tasks
from voice_agent.testing.virtual_time import VirtualTimeLoop
from voice_agent.transport.signatures import SCHEMES


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run the tests marked ``virtual_time`` on a clock that jumps."""
    if item.get_closest_marker("virtual_time"):
        return {"virtual": VirtualTimeLoop}
    return {"real": asyncio.new_event_loop}


@pytest.fixture(autouse=True, scope="session")
def quiet() -> None:
    """pipecat logs every frame otherwise."""
    set_up_logging("WARNING")


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own secrets would close the servers of the tests."""
    variables = [scheme.variable for scheme in SCHEMES.values()]
    for name in ("VOICE_AGENT_SECRET", "VOICE_AGENT_PAGES_TOKEN", *variables):
        monkeypatch.delenv(name, raising=False)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the garbage collector away from modules and tests, which live to the end.

    It would look at them again and again: for a third of the time that collecting takes, and
    later during the tests.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look for leaked tasks last of all, when a test's own fixtures have cleaned up."""
    for item in items:
        if is_async_test(item):
            item.fixturenames.insert(0, "no_task_is_left")


@pytest.fixture
async def no_task_is_left() -> AsyncIterator[None]:
    """Fail a test that leaves a task behind."""
    mine = asyncio.current_task()
    yield
    if left := leaked_tasks([mine]):
        pytest.fail("\n  ".join(["tasks that nobody waited for:", *left]), pytrace=False)
