"""Vendors' servers on the loopback, which speak as much of their protocols as tests need."""
