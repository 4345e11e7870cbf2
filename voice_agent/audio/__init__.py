"""Telephone audio: samples, WAV files, sample rates, G.711, levels."""
