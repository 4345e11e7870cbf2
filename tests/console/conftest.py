from pathlib import Path

import pytest
from exchange import MakeExchange, exchange_in


@pytest.fixture
def exchange(tmp_path: Path) -> MakeExchange:
    return exchange_in(tmp_path)
