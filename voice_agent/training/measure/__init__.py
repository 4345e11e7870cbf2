"""Measuring a model, and advice on a playbook's phrases."""
