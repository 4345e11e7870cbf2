"""Simulated callers without an LLM: a goal, a temper and a seed, from the playbook alone."""
