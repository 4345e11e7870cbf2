"""What every layer may use: turn values, events, budgets, errors, executor, logging."""
