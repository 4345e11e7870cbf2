"""The caller's side of a line, for the demo, the tests and the benchmarks."""
