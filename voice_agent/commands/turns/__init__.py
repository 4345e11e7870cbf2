"""Recorded turns: export, label, learn (see docs/howto/improve.md)."""
