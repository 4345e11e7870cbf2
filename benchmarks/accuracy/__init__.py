"""Accuracy of the language model and of the entity rules."""
