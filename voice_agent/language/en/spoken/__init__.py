"""Written English as it is spoken: one file for each kind of thing that is written otherwise."""
