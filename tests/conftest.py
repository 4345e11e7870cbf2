from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
from pytest_asyncio import is_async_test

from voice_agent.core.logs import set_up_logging
from voice_agent.testing.tasks import leaked_tasks
from voice_agent.testing.virtual_time import VirtualTimeLoop


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
