from xml.etree import ElementTree

from voice_agent.transport.base import Incoming
from voice_agent.transport.twiml import connect_stream, document, parameters, text


def test_parameters_are_the_numbers_and_those_of_the_url() -> None:
    incoming = Incoming(
        {"From": "+1", "To": ""}, {"plan": "go\nld", "": "x", "from_number": "7"}, ""
    )
    assert parameters(incoming) == {"plan": "gold", "from_number": "+1"}


def test_nothing_that_a_stranger_says_leaves_its_attribute() -> None:
    incoming = Incoming({"From": '"/><Hangup/>', "To": "\x00"}, {"<a>": "'\"&"}, "wss://h/'\"<x>")
    stream = ElementTree.fromstring(connect_stream(incoming, {"codec": "PCMU"}).body).find(
        "Connect/Stream"
    )
    assert stream is not None
    assert stream.attrib == {"url": "wss://h/'\"<x>", "codec": "PCMU"}
    assert {one.attrib["name"]: one.attrib["value"] for one in stream} == {
        "<a>": "'\"&", "from_number": '"/><Hangup/>', "to_number": "",
    }  # fmt: skip
    assert ElementTree.fromstring(document(f"<Say>{text('<&>')}</Say>").body)[0].text == "<&>"
