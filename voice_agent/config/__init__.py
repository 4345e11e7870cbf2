"""The pipeline file: its schema, its loader, the registry of engines and the locked models."""
