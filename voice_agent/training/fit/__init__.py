"""Training a network, exporting and calibrating it."""
