from voice_agent.core.errors import ProtocolError
from voice_agent.transport.realtime.errors import RealtimeError


def test_an_error_is_a_mistake_of_the_client_with_a_name_and_a_field() -> None:
    error = RealtimeError("too loud", "loud", "audio")
    assert isinstance(error, ProtocolError)
    assert (str(error), error.code) == ("too loud", "protocol")
    assert (error.error_code, error.param, error.event_id) == ("loud", "audio", None)
    assert RealtimeError("wrong").error_code == "invalid_value"
