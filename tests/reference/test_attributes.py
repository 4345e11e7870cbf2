"""What a docstring says of each attribute."""

from voice_agent.reference.attributes import attributes, summary


class Base:
    """A thing.

    Attributes:
        name: What it is called.
        size: How large it is,
            in metres.
    """


class Thing(Base):
    """A thing of a kind,
    with more to it.

    And a second paragraph.

    Attributes:
        size: How large, in feet.

    Raises:
        ValueError: Not read.
    """


def test_own_attributes_come_before_inherited_ones() -> None:
    assert attributes(Base)["size"] == "How large it is, in metres."
    assert attributes(Thing) == {"name": "What it is called.", "size": "How large, in feet."}


def test_the_summary_is_the_first_paragraph_on_one_line() -> None:
    assert summary(Thing) == "A thing of a kind, with more to it."
    assert attributes(int) == {}
