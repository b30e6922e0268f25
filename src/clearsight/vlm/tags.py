"""Tags: what a picture may show, told to the language model in its own words.

A linear head on the frozen features gives a probability to each name of a closed list. The word
vectors of the likeliest name take six places behind the picture, as if it were typed there: the
language model reads out a name instead of learning to see it. An expert, documented as one; when
the best guess is weak, the word "unknown" comes in its place.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from clearsight.errors import UsageError
from clearsight.models.tiny.sizes import NAME_TOKENS, Config
from clearsight.models.tiny.tokens import Tokens
from clearsight.vlm.features import Features

UNKNOWN = "unknown"


class TagHead(nn.Module):  # type: ignore[misc]
    """Probabilities of names, and the likeliest one as six word vectors.

    Attributes:
        names: the closed list; empty until `set_names`.
        head: inputs -> one logit a name.
        mean, scale: standardise the inputs.
        threshold, sharpness: where and how steeply a best guess turns into "unknown".
        name_ids: [names + 1, 6] tokens of each name, then of "unknown".
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        tower = config.tower
        self.grid, self.colour = tower.patches, tower.colour
        self.colours = self.grid * self.colour // 2  # averages along each side of the picture
        self.width = 2 * tower.width + self.colours**2 * 3
        self.names: tuple[str, ...] = ()
        self.head = nn.Linear(self.width, 1)  # of no use before set_names
        self.register_buffer("mean", torch.zeros(self.width))
        self.register_buffer("scale", torch.ones(self.width))
        self.register_buffer("threshold", torch.tensor(0.3))
        self.register_buffer("sharpness", torch.tensor(20.0))
        self.register_buffer("name_ids", torch.full((1, NAME_TOKENS), config.pad))

    def set_names(self, names: Sequence[str], tokens: Tokens) -> None:
        """A new list, with a new head that knows nothing yet.

        Raises:
            UsageError: the list is empty or holds a name twice.
        """
        if not names or len(set(names)) != len(names):
            raise UsageError(f"{len(names)} names were given, {len(set(names))} of them different")
        end = tokens.encode("\n")
        rows = []
        for name in (*names, UNKNOWN):
            ids = tokens.encode(" " + name)[:NAME_TOKENS]
            # A name that is over ends in line ends: a vector of a word's size, not a weak rest of
            # the longer names.
            rows.append((ids + end * NAME_TOKENS)[:NAME_TOKENS])
        self.resize(names, torch.tensor(rows))

    def resize(self, names: Sequence[str], name_ids: Tensor) -> None:
        """A list whose tokens are known already: [names + 1, 6]."""
        self.names, self.name_ids = tuple(names), name_ids
        self.head = nn.Linear(self.width, len(names))
        self.requires_grad_(False)

    def inputs(self, features: Features) -> Tensor:
        """The whole, the mean patch, and the colours of a coarse grid: [n, width]."""
        patches = features.patches.float()
        count, fine = len(patches), self.colour // 2
        # Row by row of patches, of 4 x 4 averages in each: to a grid of 2 x 2 in each.
        rgb = features.rgb.float().view(count, self.grid, self.grid, fine, 2, fine, 2, 3)
        colours = rgb.mean(dim=(4, 6)).reshape(count, -1)  # [n, g * g * fine * fine * 3]
        return torch.cat([patches[:, 0], patches[:, 1:].mean(1), colours], dim=1)

    def fit_scale(self, inputs: Tensor) -> None:
        """Standardise by these: [n, width]."""
        self.mean = inputs.mean(0)
        self.scale = 1 / inputs.std(0).clamp(min=1e-3)

    def logits(self, inputs: Tensor) -> Tensor:
        """[n, width] -> [n, names]."""
        return self.head((inputs - self.mean) * self.scale)

    def gated(self, probability: Tensor) -> Tensor:
        """Shares of the names and, last, of "unknown": [n, names] -> [n, names + 1]."""
        best = probability.max(dim=1, keepdim=True).values
        known = torch.sigmoid(self.sharpness * (best - self.threshold))  # [n, 1]
        return torch.cat([known * probability, 1 - known], dim=1)

    def probabilities(self, features: Features) -> Tensor:
        """[n, names + 1]; those that the features bring, else the head's own."""
        if features.tags is None:
            return self.gated(self.logits(self.inputs(features)).softmax(-1))
        if features.tags.shape[1] != len(self.name_ids):
            raise UsageError(
                f"the features bring shares of {features.tags.shape[1]} tags, but the model has "
                f'{len(self.names)} names and "unknown"; make them again with this list'
            )
        return features.tags.float()

    def forward(self, features: Features, embeddings: Tensor) -> Tensor:
        """Six vectors a picture: [n, 6, w]. `embeddings` are the decoder's: [vocabulary, w].

        The likeliest name alone, as if it were typed: simpler than a mean over all names, and
        learnt as fast (docs/tiny.md, Training).
        """
        if not self.names:
            return embeddings[self.name_ids].expand(len(features), -1, -1)
        likeliest = self.probabilities(features).argmax(dim=1)  # [n]
        return embeddings[self.name_ids[likeliest]]
