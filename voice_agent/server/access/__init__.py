"""Access: tokens, signatures, and limits for each source."""
