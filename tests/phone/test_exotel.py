from stream_phones import (
    opens_with_its_ids_at_the_rate_of_the_line,
    sends_the_messages_of_its_carrier,
)

from voice_agent.phone.exotel import make


def test_a_call_opens_with_its_ids_at_the_rate_of_the_line() -> None:
    opens_with_its_ids_at_the_rate_of_the_line(make)


def test_messages_are_those_of_the_carrier() -> None:
    sends_the_messages_of_its_carrier(make)
