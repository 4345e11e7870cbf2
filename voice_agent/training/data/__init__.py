"""Rows to train and measure on: the playbook's own, shared and public ones."""
