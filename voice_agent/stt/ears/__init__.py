"""A second ear for dictated letters and digits, on the states that the encoder computes anyway."""
