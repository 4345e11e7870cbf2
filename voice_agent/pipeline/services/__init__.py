"""pipecat's own STT, LLM and TTS services as engines of our stages."""
