"""Retrieval over a folder of Markdown."""
