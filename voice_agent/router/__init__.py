"""Where a turn goes, and why."""
