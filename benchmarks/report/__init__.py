"""Options, statistics, plots and pages that the benchmarks share."""
