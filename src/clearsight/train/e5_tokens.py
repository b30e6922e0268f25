"""The XLM-R tokenizer for a chosen part of its vocabulary, as a sentencepiece model.

Normalisation is not in the file: `clearsight.detect.tokens` does it, before sentencepiece looks.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.tokens import BEGIN, END, PAD, UNKNOWN, Tokenizer

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")


def tokenizer_file(pieces: Sequence[str], scores: NDArray[np.float32]) -> bytes:
    """A `tokenizer.model` over `pieces` (the four specials first).

    Args:
        pieces: [V] in id order.
        scores: [V] natural log-probabilities.
    """
    # Opened here: the serving side needs sentencepiece, and not its description of the file.
    from sentencepiece import sentencepiece_model_pb2

    schema: Any = sentencepiece_model_pb2
    model = schema.ModelProto()
    kinds = schema.ModelProto.SentencePiece
    special = dict.fromkeys((BEGIN, PAD, END), kinds.CONTROL) | {UNKNOWN: kinds.UNKNOWN}
    for number, (piece, score) in enumerate(zip(pieces, scores, strict=True)):
        # The scores as they were measured: five decimals.
        kind = special.get(number, kinds.NORMAL)
        model.pieces.add(piece=piece, score=round(float(score), 5), type=kind)
    trained = model.trainer_spec
    trained.model_type = schema.TrainerSpec.UNIGRAM
    trained.bos_id, trained.pad_id, trained.eos_id, trained.unk_id = BEGIN, PAD, END, UNKNOWN
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = True
    return bytes(model.SerializeToString(deterministic=True))


def build_tokenizer(pieces: Sequence[str], scores: NDArray[np.float32]) -> Tokenizer:
    """A tokenizer over `pieces`, as in `tokenizer_file`."""
    return Tokenizer(tokenizer_file(pieces, scores))
