"""One call: what its stages share, how long its turns took, what is kept of it."""
