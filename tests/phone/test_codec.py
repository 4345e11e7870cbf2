from collections.abc import Sequence

from voice_agent.audio.levels import Samples
from voice_agent.phone.codec import Heard, PhoneCodec


class Plain(PhoneCodec):
    """A carrier that needs nothing but audio."""

    rate_hz = 8000

    def audio(self, frame: Samples) -> bytes:
        return frame.tobytes()

    def key(self, digit: str) -> str:
        return digit

    def hangup(self) -> str:
        return "bye"

    def read(self, message: str | bytes) -> Sequence[Heard]:
        return ()


def test_what_a_carrier_does_not_have_may_be_left_out() -> None:
    codec = Plain()
    assert codec.url("ws://h/x") == "ws://h/x"
    assert list(codec.opening()) == []
    assert codec.reached("mark") is None
    assert codec.typed("hello") is None
    assert not codec.gives_events
