"""Public benchmarks: the network trained for each of them alone."""
