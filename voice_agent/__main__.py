"""``python -m voice_agent``."""

from voice_agent.commands.cli import run

if __name__ == "__main__":
    run()
