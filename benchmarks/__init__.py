"""Measure latency and accuracy (see docs/benchmarks.md)."""
