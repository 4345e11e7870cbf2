"""What may be answered at all: language, abuse, injections. Pure."""
