"""A real-time voice agent for the telephone that runs on two CPU cores."""

__version__ = "0.1.0"
