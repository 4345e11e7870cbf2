"""The details of a turn and their values: rules for each kind, and the model's spans."""
