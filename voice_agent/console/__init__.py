"""The console: what happens on the line, what happened, and the playbook, for people who may."""
