"""Text without a language: normalising, word lists, check digits."""
