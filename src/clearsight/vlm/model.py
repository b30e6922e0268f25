"""Tower, connector, tags and decoder as one network: pictures and text in, text out.

The pictures' vectors take the places of the `<image>` tokens, as in LLaVA (Liu et al. 2023,
arXiv:2304.08485); the loss is the next token's, at the labelled places only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from clearsight.errors import UsageError, WeightsError
from clearsight.models.tiny.prompt import IGNORED
from clearsight.models.tiny.sizes import Config
from clearsight.models.tiny.tokens import Tokens
from clearsight.vlm.batch import Batch
from clearsight.vlm.connector import Connector
from clearsight.vlm.decoder import Cache, Decoder
from clearsight.vlm.features import Features
from clearsight.vlm.tags import TagHead
from clearsight.vlm.tower import Tower


@dataclass(frozen=True, slots=True)
class Output:
    """Logits where something is to be learnt.

    Attributes:
        logits: [m, vocabulary].
        targets: [m], the token that comes next.
        rows: [m], the sample each belongs to.
    """

    logits: Tensor
    targets: Tensor
    rows: Tensor


class VisionLanguageModel(nn.Module):  # type: ignore[misc]
    """The network. Random weights until `load_bases`."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.tower = Tower(config.tower)
        self.connector = Connector(config)
        self.tags = TagHead(config)
        self.decoder = Decoder(config.decoder)
        self.connector.start_at(self.decoder.embed_tokens.weight)

    def load_bases(self, folder: Path) -> None:
        """The base weights, as `clearsight.train.tiny.bases` wrote them.

        Raises:
            WeightsError: a file is missing, or is not of this network.
        """
        for name, part in (("tower", self.tower), ("decoder", self.decoder)):
            path = folder / f"{name}.safetensors"
            if not path.is_file():
                raise WeightsError(
                    f"{path} is missing; make it with python -m clearsight.train.tiny.bases"
                )
            try:
                part.load_state_dict(load_file(path))
            except RuntimeError as error:
                raise WeightsError(f"{path} does not fit this network: {error}") from error
        self.connector.start_at(self.decoder.embed_tokens.weight)

    def freeze(self, *, decoder: bool = True) -> None:
        """Tower, tags and, unless told otherwise, decoder stay; the connector is trained."""
        self.requires_grad_(False)
        self.connector.requires_grad_(True)
        self.decoder.requires_grad_(not decoder)

    def set_tags(self, names: Sequence[str], tokens: Tokens) -> None:
        """A closed list of names for the tags, not fitted yet."""
        self.tags.set_names(names, tokens)

    def pictures(self, features: Features) -> Tensor:
        """[n, slots, w]: merged patches row by row, the whole, the tags."""
        parts = self.connector(features.patches.float(), features.rgb.float())
        named = self.tags(features, self.decoder.embed_tokens.weight.detach())
        return torch.cat([parts, named.to(parts.dtype)], dim=1)

    def embed(self, features: Features | None, input_ids: Tensor) -> Tensor:
        """[b, t] -> [b, t, w]; the places of `<image>` are filled in order.

        Raises:
            UsageError: the places are not as many as the pictures need.
        """
        embedded = self.decoder.embed_tokens(input_ids)
        places = input_ids == self.config.image
        count, pictures = int(places.sum()), 0 if features is None else len(features)
        if count != pictures * self.config.slots:
            raise UsageError(
                f"the text keeps {count} places for pictures, but {pictures} pictures fill "
                f"{pictures * self.config.slots} ({self.config.slots} each); give the features of "
                "every <image>, and a Processor with this number of slots"
            )
        if features is None or not pictures:
            return embedded
        shown = self.pictures(features).to(embedded.dtype)  # [n, slots, w]
        return embedded.masked_scatter(places[..., None], shown)

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor | None = None,
        features: Features | None = None,
        labels: Tensor | None = None,
    ) -> Output | Tensor:
        """Next-token logits.

        Args:
            input_ids, attention_mask, labels: [b, t]; labels are not shifted, IGNORED where
                nothing is learnt.
            features: of every picture of the batch, in order of appearance.

        Returns:
            Output with labels, else logits of every place, [b, t, vocabulary].
        """
        value = self.decoder(self.embed(features, input_ids), attention_mask)  # [b, t, w]
        if labels is None:
            return self.decoder.logits(value)
        ahead = labels[:, 1:]
        learnt = ahead != IGNORED
        rows, _ = learnt.nonzero(as_tuple=True)
        return Output(self.decoder.logits(value[:, :-1][learnt]), ahead[learnt], rows)

    def loss(self, batch: Batch) -> Tensor:
        """Mean cross entropy over the labelled tokens."""
        made = self(batch.input_ids, batch.attention_mask, batch.features, batch.labels)
        return functional.cross_entropy(made.logits.float(), made.targets)

    def log_probability(self, batch: Batch) -> Tensor:
        """Of each sample's labelled tokens together: [b]."""
        made = self(batch.input_ids, batch.attention_mask, batch.features, batch.labels)
        each = -functional.cross_entropy(made.logits.float(), made.targets, reduction="none")
        return each.new_zeros(len(batch.input_ids)).index_add(0, made.rows, each)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def generate(
        self,
        prompts: Sequence[Sequence[int]],
        features: Sequence[Features | None],
        limit: int = 64,
    ) -> list[list[int]]:
        """The most likely next token, again and again, for several prompts at once.

        Args:
            prompts: token numbers, as `Processor.prompt` writes them.
            features: of all pictures of each prompt, or None.
            limit: tokens at most.

        Returns:
            New tokens of each, without the end.
        """
        longest = max(len(prompt) for prompt in prompts)
        lead = [[self.config.pad] * (longest - len(prompt)) for prompt in prompts]
        ids = torch.tensor([[*p, *prompt] for p, prompt in zip(lead, prompts, strict=True)])
        said = torch.tensor([[0] * len(p) + [1] * (longest - len(p)) for p in lead])
        given = [part for part in features if part is not None]
        value = self.embed(Features.cat(given) if given else None, ids)
        positions = (said.cumsum(1) - 1).clamp(min=0)
        cache, answers = Cache(), [[] for _ in prompts]  # type: ignore[var-annotated]
        open_ = torch.ones(len(prompts), dtype=torch.bool)
        for _ in range(limit):
            hidden = self.decoder(value, said, positions=positions, cache=cache)
            logits = self.decoder.logits(hidden[:, -1]).float()
            logits[:, self.config.image] = -torch.inf  # a picture cannot be said
            chosen = logits.argmax(-1)  # [b]
            open_ &= (chosen != self.config.end) & (chosen != self.config.pad)
            if not open_.any():
                break
            for row in open_.nonzero()[:, 0].tolist():
                answers[row].append(int(chosen[row]))
            said = torch.cat([said, said.new_ones(len(prompts), 1)], dim=1)
            positions = positions[:, -1:] + 1
            value = self.decoder.embed_tokens(chosen[:, None])
        return answers
