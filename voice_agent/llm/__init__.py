"""The frontier LLM: its contract, its prompt, the clauses of its answer."""
