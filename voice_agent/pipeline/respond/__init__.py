"""Carrying out a route: playbook, knowledge, LLM, hand-off, clarification."""
