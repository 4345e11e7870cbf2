from voice_agent.language.en.example_names import first_names, last_names, roles


def test_there_are_names_and_roles() -> None:
    assert "Sarah" in first_names()
    assert "Nguyen" in last_names()
    assert "my landlord" in roles()
    assert min(map(len, (first_names(), last_names(), roles()))) > 20
