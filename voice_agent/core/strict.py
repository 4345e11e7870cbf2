"""The base of what is read from files: immutable, and an unknown key is an error."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A frozen model that accepts no key it does not have."""

    model_config = ConfigDict(extra="forbid", frozen=True)
