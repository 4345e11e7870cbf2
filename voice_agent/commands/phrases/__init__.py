"""Training phrases: what to improve in them, and what a recogniser makes of them."""
