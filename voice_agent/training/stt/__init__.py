"""Training of the recogniser's decoder on a playbook and on what callers dictate."""
