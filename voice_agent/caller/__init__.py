"""The caller's side: real-time callers for tests, benchmarks and the demo."""
