"""Turn-taking: has the caller finished, and may the agent speak?"""
