"""Scripted calls beside a playbook: what is said, what must happen, and what must not."""

TEXT_STAGES = ("slm", "llm")
"""Stages whose engines a call by typing needs."""
