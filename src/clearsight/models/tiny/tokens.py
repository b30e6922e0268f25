"""Text to token numbers and back: byte-level BPE over the vocabulary of SmolLM2.

Seventeen special words come first, with the numbers that SmolLM2 gave them. One of them was never
used in its training (`<empty_output>`); it stands for a picture here, so that the vocabulary and
the weights of the base model stay as they are.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearsight.errors import MissingExtra, WeightsError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

IMAGE = "<image>"
SPECIAL = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>", "<reponame>", "<file_sep>",
    "<filename>", "<gh_stars>", "<issue_start>", "<issue_comment>", "<issue_closed>",
    "<jupyter_start>", "<jupyter_text>", "<jupyter_code>", "<jupyter_output>", "<jupyter_script>",
    IMAGE,
)  # fmt: skip


class Tokens:
    """A vocabulary with its merges.

    What is encoded is always plain text: a special word that somebody types, or that stands in a
    picture, never becomes a special token.

    Attributes:
        pad, start, end, image: numbers of `<|endoftext|>`, `<|im_start|>`, `<|im_end|>`, `<image>`.
    """

    def __init__(self, tokenizer: "Tokenizer") -> None:
        numbers: list[int] = [tokenizer.token_to_id(word) for word in (*SPECIAL[:3], IMAGE)]
        if numbers != [0, 1, 2, len(SPECIAL) - 1]:
            raise WeightsError(
                f"the tokenizer numbers {(*SPECIAL[:3], IMAGE)} as {numbers}, expected "
                f"{[0, 1, 2, len(SPECIAL) - 1]}; it is of another model, write it anew"
            )
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        self.pad, self.start, self.end, self.image = numbers

    @classmethod
    def load(cls, path: Path) -> "Tokens":
        """From a tokenizer.json.

        Raises:
            WeightsError: the file is missing or holds no tokenizer of this vocabulary.
        """
        if not path.is_file():
            raise WeightsError(
                f"{path} is missing; python -m clearsight.models.tiny.build writes it for serving, "
                "clearsight.train.tiny.bases for training"
            )
        return cls(_library().Tokenizer.from_file(str(path)))

    @classmethod
    def of(cls, vocabulary: Sequence[str], merges: Iterable[tuple[str, str]]) -> "Tokens":
        """From the words in the order of their numbers, and the merges in the order of their rank.

        Digits stand alone, as SmolLM2 was trained (`tokenizer.ggml.pre = smollm`).
        """
        numbers = {word: number for number, word in enumerate(vocabulary)}
        model = _library().models.BPE(vocab=numbers, merges=list(merges), fuse_unk=False)
        return cls(_byte_level(model))

    @classmethod
    def trained(cls, texts: Iterable[str], size: int = 2048) -> "Tokens":
        """A small vocabulary of its own, learnt from `texts`: for tests and rehearsals."""
        library = _library()
        tokenizer = _byte_level(library.models.BPE())
        trainer = library.trainers.BpeTrainer(
            vocab_size=size,
            special_tokens=list(SPECIAL),
            initial_alphabet=sorted(library.pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        )
        tokenizer.train_from_iterator(texts, trainer)
        return cls(tokenizer)

    @classmethod
    def bytes(cls) -> "Tokens":
        """One token a byte, beside the special words."""
        return cls.of([*SPECIAL, *sorted(_library().pre_tokenizers.ByteLevel.alphabet())], ())

    def encode(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: Sequence[int]) -> str:
        """Text without special words; bytes that are no UTF-8 become U+FFFD."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True))

    def library_object(self) -> "Tokenizer":
        """A copy for other libraries; in it, special words in a text are special, as theirs are."""
        return _library().Tokenizer.from_str(self._tokenizer.to_str())

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._tokenizer.save(str(path))

    def __len__(self) -> int:
        return int(self._tokenizer.get_vocab_size())


def _byte_level(model: Any) -> Any:
    library = _library()
    tokenizer = library.Tokenizer(model)
    tokenizer.pre_tokenizer = library.pre_tokenizers.Sequence(
        [
            library.pre_tokenizers.Digits(individual_digits=True),
            library.pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = library.decoders.ByteLevel()
    known = set(tokenizer.get_vocab())
    tokenizer.add_special_tokens([word for word in SPECIAL if not known or word in known])
    return tokenizer


def _library() -> Any:
    try:
        import tokenizers
    except ImportError as error:
        raise MissingExtra(
            "the model tiny needs the package tokenizers; install it with "
            "pip install 'clearsight[tiny]'"
        ) from error
    return tokenizers
