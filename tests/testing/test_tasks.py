import asyncio

from voice_agent.testing.tasks import leaked_tasks


async def test_a_task_that_is_not_over_is_named() -> None:
    async def work() -> None:
        await asyncio.sleep(3600)

    task = asyncio.create_task(work(), name="forgotten")
    assert [name.split(":")[0] for name in leaked_tasks()] == ["forgotten"]
    assert "work" in leaked_tasks()[0]
    assert leaked_tasks([task]) == []
    task.cancel()
    assert leaked_tasks() != [], "cancelled, but nobody waited for its end"
    await asyncio.wait({task})
    assert leaked_tasks() == []
