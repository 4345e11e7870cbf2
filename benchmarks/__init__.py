"""Benchmarks of latency and accuracy (see docs/benchmarks.md)."""
