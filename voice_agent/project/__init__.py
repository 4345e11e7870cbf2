"""A project of one's own: make its folder, and check what is in it."""
