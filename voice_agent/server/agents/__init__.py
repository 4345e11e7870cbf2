"""The page on which people take calls, and its WebSocket."""
