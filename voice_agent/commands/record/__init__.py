"""The call record's database (see docs/howto/deploy.md)."""
