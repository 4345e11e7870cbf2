"""Training of the head that reads dictated letters and digits off the recogniser's encoder."""
