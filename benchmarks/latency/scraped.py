"""Histograms and counters of a server's ``/metrics`` over a stretch of time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

_SERIES = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Scraped:
    """The samples of one page, or what was added between two pages.

    Attributes:
        samples: Value by name and labels of the sample, as Prometheus writes them.
    """

    samples: Mapping[_SERIES, float] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Scraped:
        """Read a page in Prometheus' text format."""
        return cls(
            {
                (sample.name, tuple(sorted(sample.labels.items()))): sample.value
                for family in text_string_to_metric_families(text)
                for sample in family.samples
            }
        )

    def since(self, before: Scraped) -> Scraped:
        """Return what counters and histograms gained after ``before``."""
        return Scraped({k: v - before.samples.get(k, 0.0) for k, v in self.samples.items()})

    def plus(self, other: Scraped) -> Scraped:
        """Return the gains of two stretches of time together."""
        keys = self.samples.keys() | other.samples.keys()
        return Scraped({k: self.samples.get(k, 0.0) + other.samples.get(k, 0.0) for k in keys})

    def total(self, name: str) -> float:
        """Return the sum of a counter over its labels."""
        return sum(value for _, value in self.of(name))

    def histogram(self, name: str, scale: float = 1.0) -> dict[str, float] | None:
        """Return mean, p50, p95, p99 and count of a histogram over its labels.

        ``None`` if it counted nothing. ``scale`` converts its unit.
        """
        count = self.total(f"{name}_count")
        if count <= 0:
            return None
        buckets: dict[float, float] = {}
        for labels, value in self.of(f"{name}_bucket"):
            upper = float(labels["le"]) * scale
            buckets[upper] = buckets.get(upper, 0.0) + value
        found = {f"p{p}": quantile(buckets, count, p / 100) for p in (50, 95, 99)}
        mean = self.total(f"{name}_sum") * scale / count
        return {"mean": round(mean, 2), **{p: round(v, 2) for p, v in found.items()}, "n": count}

    def of(self, name: str) -> Iterator[tuple[dict[str, str], float]]:
        """Yield labels and value of each sample of a name."""
        for (sample, labels), value in self.samples.items():
            if sample == name:
                yield dict(labels), value


def quantile(buckets: Mapping[float, float], count: float, part: float) -> float:
    """Interpolate linearly in the bucket, as Prometheus' ``histogram_quantile`` does."""
    wanted, below, lower = part * count, 0.0, 0.0
    for upper, up_to in sorted(buckets.items()):
        if up_to >= wanted:
            if upper == float("inf") or up_to == below:
                return lower
            return lower + (upper - lower) * (wanted - below) / (up_to - below)
        below, lower = up_to, upper
    return lower
