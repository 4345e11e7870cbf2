"""The metrics of all workers on one page, each sample with its worker as a label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector, CollectorRegistry

from voice_agent.server.metrics import page
from voice_agent.server.server import Server

METRICS_PATH = "/metrics"
LABEL = "worker"
UP = "voice_agent_worker_up"
UP_MEANS = "1 for a worker that answers; only with workers"


async def metrics_of_all(server: Server) -> bytes:
    """Return the page of a server, with all its workers."""
    own = page(server.metrics)
    if server.peers is None:
        return own
    pages: dict[int, str | None] = {server.peers.place.number: own.decode()}
    for answer in await server.peers.ask_all(METRICS_PATH):
        pages[answer.worker] = answer.body.decode() if answer.status == 200 else None
    return merged(pages)


def merged(pages: Mapping[int, str | None]) -> bytes:
    """Return one page in Prometheus' text format. Pure.

    Sums over workers are left to Prometheus: a counter that a restart sets back to zero would make
    a sum fall, of which ``rate`` knows nothing.

    Args:
        pages: The page of each worker; ``None`` for one that does not answer.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Pages(pages))
    return generate_latest(registry)


class _Pages(Collector):
    def __init__(self, pages: Mapping[int, str | None]) -> None:
        self._pages = pages

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        up = GaugeMetricFamily(UP, UP_MEANS, labels=[LABEL])
        for worker, text in sorted(self._pages.items()):
            up.add_metric([str(worker)], float(text is not None))
            for found in text_string_to_metric_families(text or ""):
                family = families.setdefault(
                    found.name, Metric(found.name, found.documentation, found.type)
                )
                for sample in found.samples:
                    labels = {**sample.labels, LABEL: str(worker)}
                    family.add_sample(sample.name, labels, sample.value)
        yield from families.values()
        yield up
