"""Everything that depends on the language of a call, behind one protocol."""
