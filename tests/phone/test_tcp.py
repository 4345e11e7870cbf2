import pytest

from voice_agent.phone.audiosocket import AudioSocketPhone
from voice_agent.phone.line import Line
from voice_agent.phone.tcp import TcpConnection
from voice_agent.phone.values import CallError


async def test_a_server_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(OSError, match="Connect"):
        await TcpConnection.open("tcp://127.0.0.1:1")
    with pytest.raises(CallError, match="is the server running"):
        await Line("tcp://127.0.0.1:1", AudioSocketPhone()).dial()
