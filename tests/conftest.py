import pytest

from voice_agent.core.logs import set_up_logging


@pytest.fixture(autouse=True, scope="session")
def quiet() -> None:
    """pipecat logs every frame otherwise."""
    set_up_logging("WARNING")
