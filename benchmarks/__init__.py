"""Benchmarks of latency and accuracy (see docs/howto/benchmark.md)."""
