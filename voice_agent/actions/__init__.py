"""What a playbook can do in the world: fixed data and HTTP calls."""
