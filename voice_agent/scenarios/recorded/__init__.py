"""Recorded calls that run again: the caller's sound through the whole pipeline, on a clock."""
