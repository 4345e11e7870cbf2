"""Who answers: the playbook, the knowledge folder, a frontier LLM, or a person."""
