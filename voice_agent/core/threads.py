"""Threads that nobody asked for, kept off the cores."""

from __future__ import annotations

import numpy  # noqa: F401  Only libraries that are loaded can be limited.
from threadpoolctl import threadpool_limits


def cap_blas_threads() -> None:
    """Let numpy multiply matrices on the thread that asks for it, in the whole process.

    OpenBLAS's own threads go on spinning after a product as small as a recogniser's mel filter
    bank. On two cores a third of the recogniser's time was waiting for them, and half of its
    processor time was theirs.
    """
    threadpool_limits(limits=1, user_api="blas")
