"""The commands of ``voice-agent``, one file each. A command only calls the package."""
