"""Groups of commands of the command line. Each command calls one function of the package."""
