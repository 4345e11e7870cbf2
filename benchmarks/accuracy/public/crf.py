"""Linear-chain CRF over the tags of a turn's words (Lafferty et al. 2001).

Only its transition scores are trained here; they go to ``labels.json``, not into the graph, and
``decoding.py`` finds the best path with them.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from transformers import BertModel

from voice_agent.training.fit.network import Network, pad


class CrfNetwork(Network):
    """A network whose tags have transition scores, ``[1 + tags, tags]``, row 0 from the start.

    They are trained with the network and are no part of what it computes.
    """

    def __init__(self, encoder: BertModel, heads: Mapping[str, int]) -> None:
        super().__init__(encoder, heads)
        self.transitions = nn.Parameter(torch.zeros(heads["tags"] + 1, heads["tags"]))


def crf_loss(emissions: Tensor, tags: Tensor, transitions: Tensor, ignore: int) -> Tensor:
    """Return the negative log likelihood of the right paths, per word.

    Args:
        emissions: ``[batch, tokens, tags]``.
        tags: int64 ``[batch, tokens]``, ``ignore`` wherever a token does not begin a word. At
            least one row must have tags.
        transitions: ``[1 + tags, tags]``, row 0 from the start.
        ignore: The number that means no tag.
    """
    words = tags != ignore
    kept = [
        (emissions[number][own], tags[number][own]) for number, own in enumerate(words) if own.any()
    ]
    path = pad([own for _, own in kept], -1)
    known = path >= 0
    path = path.clamp(min=0)
    scores = pad([row for row, _ in kept], 0)
    right = _path_score(scores, path, known, transitions)
    return (_all_paths(scores, known, transitions) - right).sum() / known.sum()


def _path_score(scores: Tensor, path: Tensor, known: Tensor, transitions: Tensor) -> Tensor:
    own = scores.gather(-1, path.unsqueeze(-1)).squeeze(-1)
    before = torch.cat([torch.zeros_like(path[:, :1]), path[:, :-1] + 1], dim=1)
    return ((own + transitions[before, path]) * known).sum(-1)


def _all_paths(scores: Tensor, known: Tensor, transitions: Tensor) -> Tensor:
    reached = scores[:, 0] + transitions[0]
    for position in range(1, scores.shape[1]):
        ways = reached.unsqueeze(-1) + transitions[1:]
        further = torch.logsumexp(ways, dim=1) + scores[:, position]
        reached = torch.where(known[:, position].unsqueeze(-1), further, reached)
    return torch.logsumexp(reached, dim=-1)
