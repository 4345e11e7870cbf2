"""Voice activity detection: is someone speaking, and since when."""
