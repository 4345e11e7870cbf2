"""Rows to train and to measure on: from the playbook, shared by all playbooks, and public."""
