"""The end of a sound that is cut off: a cut clicks, a fade does not. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def faded_out(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return samples, shape (n,), that fall from full level to silence in a straight line."""
    falling = np.linspace(1.0, 0.0, samples.size, dtype=np.float32)
    faded: NDArray[np.int16] = np.rint(samples * falling).astype(np.int16)
    return faded
