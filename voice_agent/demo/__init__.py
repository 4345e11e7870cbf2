"""The scripted demo call and what it shows on the terminal."""
