"""The small language model (SLM): what is this turn? See ``voice_agent.slm.model``."""
