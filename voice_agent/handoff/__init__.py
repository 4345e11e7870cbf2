"""The ways to a person: webhook, queue, transfer by the carrier; what is tried, and what next."""
