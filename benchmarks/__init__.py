"""Measure latency and accuracy (see docs/howto/benchmark.md)."""
