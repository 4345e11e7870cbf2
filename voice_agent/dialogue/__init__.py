"""The conversation: its state, what a turn is to it, and what the agent does next. Pure."""
