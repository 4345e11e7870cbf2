"""Speed of calls, of turn-taking and of single engines."""
