"""For tests of stages and engines, ours and those of other packages."""
