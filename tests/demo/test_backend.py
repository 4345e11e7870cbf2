from pathlib import Path

import pytest

from voice_agent.core.resources import pipelines_folder
from voice_agent.demo.backend import Backend, backend_running, find_project
from voice_agent.demo.script import load_script
from voice_agent.phone.launch import ServerStartError

MODULE = """
import http.server, os, sqlite3, sys

given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
bank = sqlite3.connect(given["--database"], isolation_level=None, check_same_thread=False)
bank.execute("CREATE TABLE paid (payee TEXT, token TEXT)")
bank.execute("INSERT INTO paid VALUES ('Daniel', '')")

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/pay":
            bank.execute("INSERT INTO paid VALUES ('Sarah', ?)", (os.environ["SHOP_TOKEN"],))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass

http.server.HTTPServer(("127.0.0.1", int(given["--port"])), Handler).serve_forever()
"""


def backend(**keys: object) -> Backend:
    given = {
        "project": "../shop",
        "module": "shop_server",
        "actions": "actions.yaml",
        "url": "SHOP_URL",
        "token": "SHOP_TOKEN",
        "tables": ["paid"],
    }
    return Backend.model_validate(given | keys)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The folder of a script, with a project beside it."""
    project = tmp_path / "shop"
    project.mkdir()
    (project / "shop_server.py").write_text(MODULE)
    (project / "actions.yaml").write_text("actions: {}")
    folder = tmp_path / "demo"
    folder.mkdir()
    return folder


def test_rows_that_come_while_it_runs_are_shown(script: Path, tmp_path: Path) -> None:
    import urllib.request

    database = tmp_path / "shop.sqlite"
    database.write_text("of an earlier demo")
    folder = find_project(backend(), script, None)
    assert folder is not None
    with backend_running(backend(), folder, database) as running:
        assert running.new_rows() == []
        assert running.actions == folder / "actions.yaml"
        with urllib.request.urlopen(f"{running.environment['SHOP_URL']}/pay", timeout=5):
            pass
        token = running.environment["SHOP_TOKEN"]
        assert running.new_rows() == [f"row in paid: payee Sarah, token {token}"]
        assert token not in repr(running)


def test_a_backend_that_does_not_start_says_why(script: Path, tmp_path: Path) -> None:
    folder = find_project(backend(), script, None)
    assert folder is not None
    with pytest.raises(ServerStartError, match="No module named no_such_server"):
        with backend_running(backend(module="no_such_server"), folder, tmp_path / "x.sqlite"):
            pass


def test_a_project_that_is_not_there_is_not_started(script: Path) -> None:
    assert find_project(None, script, None) is None
    assert find_project(backend(project="../nowhere"), script, None) is None


def test_a_pipeline_that_names_its_actions_keeps_them(script: Path, tmp_path: Path) -> None:
    assert find_project(backend(), script, tmp_path / "own.yaml") is None
    own = (tmp_path / "shop" / "actions.yaml").resolve()
    assert find_project(backend(), script, own) == own.parent


def test_the_shipped_demo_has_its_backend_beside_it() -> None:
    script = load_script(pipelines_folder() / "bank" / "demo" / "script.yaml")
    folder = find_project(script.backend, script.folder, None)
    assert folder is not None
    assert folder.name == "bank_backend"
