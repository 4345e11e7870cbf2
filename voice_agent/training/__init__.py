"""Training of the small language model. Needs the ``train`` extra; serving never imports it."""
