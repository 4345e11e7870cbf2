"""``python -m voice_agent``."""

from voice_agent.commands.cli import main

if __name__ == "__main__":
    main()
