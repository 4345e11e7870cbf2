"""Which loader reads YAML: libyaml's, which takes an eighth of the time, where PyYAML has it."""

from __future__ import annotations

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML was built without libyaml.
    from yaml import SafeLoader as SafeLoader  # type: ignore[assignment]

__all__ = ["SafeLoader"]
