"""The test folds of HWU64's cross-validation, joined into the one file that training reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

_FOLDER = "CrossValidation/autoGeneFromRealAnno"
_FILES = f"{_FOLDER}/*/CrossValidation/KFold_*/testset/annotated/*/*.json"
_FOLD = re.compile(r"KFold_(\d+)")


def has_folds(clone: Path) -> bool:
    """Tell whether a folder is a clone of the set's repository."""
    return (clone / _FOLDER).is_dir()


def joined_folds(clone: Path) -> bytes:
    """Return the annotated turns of all test folds, one JSON object a line, by their paths.

    Args:
        clone: Folder of the repository.

    Raises:
        ValueError: A file is not one of annotated turns.
        OSError: A file cannot be read.
    """
    return "".join(f"{line}\n" for line in _lines(clone)).encode()


def _lines(clone: Path) -> Iterator[str]:
    for path in sorted(clone.glob(_FILES)):
        fold = int(_FOLD.findall(str(path))[-1])
        try:
            turns = json.loads(path.read_text(encoding="utf-8"))["test_data_annotation"]
            for turn in turns:
                spans = [
                    {key: one[key] for key in ("start", "end", "entity")}
                    for one in turn["entities"]
                ]
                row = {
                    "fold": fold,
                    "text": turn["text"],
                    "intent": turn["intent"],
                    "entities": spans,
                }
                yield json.dumps(row, ensure_ascii=False)
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{path}: is no file of annotated turns ({error!r})") from None
