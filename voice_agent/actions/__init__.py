"""What a playbook can do: fixed data, HTTP calls, functions, and kinds of other packages."""
