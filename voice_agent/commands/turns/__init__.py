"""Recorded turns: export, label, learn (see docs/improving.md)."""
