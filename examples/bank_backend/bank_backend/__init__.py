"""A small bank in SQLite behind an HTTP API: what a voice agent's actions can call."""
