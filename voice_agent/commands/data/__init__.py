"""Public data sets that training reads."""
