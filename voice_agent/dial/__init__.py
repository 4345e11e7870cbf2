"""Calls of ours: who may be called when, and who or what picks up."""
