"""From recorded calls to better thresholds and a better model."""
