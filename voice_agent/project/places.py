"""Where in a YAML file a key or an item is written: line and column, from 1."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from voice_agent.core.yaml_loader import SafeLoader

Key = str | int


class Places:
    """The nodes of one YAML file.

    Args:
        file: The file; one that is missing or not YAML has no places but its beginning.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self._root = yaml.compose(file.read_text(encoding="utf-8"), Loader=SafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            self._root = None

    def at(self, path: Sequence[Key]) -> tuple[int, int]:
        """Return line and column of what ``path`` leads to, or as far as it leads."""
        node, mark = self._root, None
        for step in path:
            found = _step(node, step)
            if found is None:
                break
            mark, node = found
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _step(node: yaml.Node | None, step: Key) -> tuple[yaml.Mark, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(step):
                return key.start_mark, value
    if isinstance(node, yaml.SequenceNode) and str(step).isdigit():
        number = int(step)
        if number < len(node.value):
            return node.value[number].start_mark, node.value[number]
    return None
