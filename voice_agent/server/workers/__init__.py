"""Several call workers behind one port: each a process that shares nothing with the others."""
