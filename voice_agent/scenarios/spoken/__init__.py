"""Scripted and simulated calls by voice: real audio, a real line, a real server on loopback."""
