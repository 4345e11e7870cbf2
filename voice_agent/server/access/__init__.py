"""Who gets in: tokens, signatures, and what each source may do."""
