"""From what Whisper's encoder made of the sound to the words."""
