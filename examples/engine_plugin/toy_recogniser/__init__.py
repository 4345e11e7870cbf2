"""A speech recogniser for voice-agent that only hears how long somebody spoke."""
