"""A stage handles the frames of its table and passes all others."""

from __future__ import annotations

from typing import Any

import pytest
from pipecat.frames.frames import Frame, TextFrame, TTSTextFrame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.utils.text.base_text_aggregator import TextType

from voice_agent.pipeline.stage import Stage


class Upper(Stage):
    def __init__(self, *, direct: bool = False) -> None:
        super().__init__("upper", direct=direct)
        self.pushed: list[tuple[Frame, FrameDirection]] = []
        self.handles({TextFrame: self._upper})

    async def _upper(self, frame: TextFrame) -> None:
        await self.push_frame(TextFrame(frame.text.upper()))

    async def push_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        self.pushed.append((frame, direction))


@pytest.mark.parametrize("direction", list(FrameDirection))
async def test_a_frame_of_another_class_passes_in_its_direction(direction: Any) -> None:
    stage, frame = Upper(), TTSTextFrame("hello", text_type=TextType.SENTENCE)
    await stage.process_frame(frame, direction)
    assert stage.pushed == [(frame, direction)], "a subclass is another class"


async def test_a_handled_frame_goes_no_further() -> None:
    stage = Upper()
    await stage.process_frame(TextFrame("hello"), FrameDirection.DOWNSTREAM)
    assert [frame.text for frame, _ in stage.pushed] == ["HELLO"]  # type: ignore[attr-defined]


async def test_a_frequent_frame_goes_straight_to_the_next_stage_in_direct_mode() -> None:
    for direct in (False, True):
        stage, after = Upper(direct=direct), Upper(direct=True)
        stage.link(after)
        await stage.hand_on(TextFrame("hello"))
        assert len(stage.pushed) == (not direct)
        assert len(after.pushed) == direct
