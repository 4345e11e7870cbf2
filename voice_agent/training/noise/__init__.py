"""What a telephone line and a recogniser do to a sentence."""
