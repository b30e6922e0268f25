"""The judge's encoder: agreement with what was trained, ten languages, long and odd texts.

data/judge_reference.npz holds vectors that the network gave in PyTorch (fp32) before it was
quantised, for SENTENCES, rounded to float16.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from clearsight.detect.encoder import WIDTH, TextEncoder
from clearsight.errors import UsageError, WeightsError

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src/clearsight/weights/judge"
REFERENCE = Path(__file__).parent / "data/judge_reference.npz"

# Language, a sentence, the same in other words, something else of similar form.
SENTENCES = [
    (
        "en",
        "Where can I catch the next bus?",
        "When does the coming bus leave, and from which stop?",
        "How long should I boil an egg?",
    ),
    (
        "zh",
        "我在哪里可以坐下一班公交车？",
        "下一趟巴士从哪个站出发？",
        "鸡蛋要煮多久？",
    ),
    (
        "es",
        "¿Dónde puedo tomar el próximo autobús?",
        "¿De qué parada sale el siguiente bus?",
        "¿Cuánto tiempo hay que cocer un huevo?",
    ),
    (
        "fr",
        "Où puis-je prendre le prochain bus ?",
        "De quel arrêt part le bus suivant ?",
        "Combien de temps faut-il cuire un œuf ?",
    ),
    (
        "de",
        "Wo fährt der nächste Bus ab?",
        "Von welcher Haltestelle geht der nächste Linienbus?",
        "Wie lange muss ein Ei kochen?",
    ),
    (
        "ar",
        "أين يمكنني أن أستقل الحافلة القادمة؟",
        "من أي موقف تنطلق الحافلة التالية؟",
        "كم من الوقت يجب سلق البيضة؟",
    ),
    (
        "hi",
        "मुझे अगली बस कहाँ से मिलेगी?",
        "अगली बस किस स्टॉप से चलती है?",
        "अंडे को कितनी देर उबालना चाहिए?",
    ),
    (
        "pt",
        "Onde posso pegar o próximo ônibus?",
        "De que parada sai o ônibus seguinte?",
        "Quanto tempo devo cozinhar um ovo?",
    ),
    (
        "ru",
        "Где я могу сесть на следующий автобус?",
        "С какой остановки отходит ближайший автобус?",
        "Сколько времени варить яйцо?",
    ),
    (
        "ja",
        "次のバスはどこで乗れますか？",
        "次に来るバスはどの停留所から出ますか？",
        "卵は何分ゆでればいいですか？",
    ),
]
LANGUAGES = [row[0] for row in SENTENCES]


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder(WEIGHTS / "model.int8.onnx", WEIGHTS / "tokenizer.model")


def test_vectors_agree_with_the_network_that_was_trained(encoder: TextEncoder) -> None:
    texts = [text for _, first, _, other in SENTENCES for text in (first, other)]
    reference = np.load(REFERENCE)["vectors"].astype(np.float32)  # [20, 384]
    cosines = (encoder.encode(texts) * reference).sum(axis=1)
    assert reference.shape == (20, WIDTH)
    assert cosines.min() >= 0.98, dict(zip(texts, cosines, strict=True))


def test_many_texts_give_the_same_vectors_as_one_by_one(encoder: TextEncoder) -> None:
    texts = ["no", SENTENCES[5][1], "a much longer text " * 9]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_threads_share_one_encoder(encoder: TextEncoder) -> None:
    texts = [row[1] for row in SENTENCES] * 4
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(lambda text: encoder.encode([text])[0], texts))
    assert np.array_equal(np.stack(vectors), encoder.encode(texts))


def test_every_vector_has_length_one(encoder: TextEncoder) -> None:
    vectors = encoder.encode([row[1] for row in SENTENCES])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_text_gives_no_rows(encoder: TextEncoder) -> None:
    assert encoder.encode([]).shape == (0, WIDTH)


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "\ud800", "\u200b", "😀", "𓀀", "ﷺ" * 20, "e\u0301"]
)
def test_odd_texts_give_finite_vectors(encoder: TextEncoder, text: str) -> None:
    vector = encoder.encode([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_composed_and_decomposed_letters_are_one_text(encoder: TextEncoder) -> None:
    first, second = encoder.encode(["caf\u00e9", "cafe\u0301"])
    assert np.array_equal(first, second)


def test_a_long_text_is_refused_unless_truncation_is_asked_for(encoder: TextEncoder) -> None:
    text = "word " * 1000
    with pytest.raises(UsageError, match="1005 tokens, at most 256"):
        encoder.encode([text])
    cut = encoder.encode([text], truncate=True)
    assert np.array_equal(cut, encoder.encode([text + "and an end"], truncate=True))


@pytest.mark.parametrize(
    "text", ["word " * 900, "x" * 4000, "漢字かな交じり文。" * 200, "ﷺ" * 90, "a\n\n" * 600]
)
def test_windows_cover_the_text_and_fit(encoder: TextEncoder, text: str) -> None:
    windows = encoder.windows(text, size_tokens=64, stride=48)
    assert windows[0][0] == 0
    assert windows[-1][1] == len(text)
    assert all(start < end for start, end in windows)
    assert all(after[0] <= before[1] for before, after in pairwise(windows))
    assert max(encoder.count(text[start:end]) for start, end in windows) <= 64


def test_a_short_text_is_one_window(encoder: TextEncoder) -> None:
    assert encoder.windows("a red door", size_tokens=64, stride=48) == [(0, 10)]
    assert encoder.windows("", size_tokens=64, stride=48) == [(0, 0)]


@pytest.mark.parametrize(("size", "stride"), [(8, 4), (64, 0), (64, 64)])
def test_windows_with_gaps_are_refused(encoder: TextEncoder, size: int, stride: int) -> None:
    with pytest.raises(UsageError, match="stride"):
        encoder.windows("word " * 100, size_tokens=size, stride=stride)


def test_wrong_arguments_say_what_is_right(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="32 to 512"):
        TextEncoder(WEIGHTS / "model.int8.onnx", WEIGHTS / "tokenizer.model", max_tokens=600)
    with pytest.raises(WeightsError, match="is missing"):
        TextEncoder(tmp_path / "none.onnx", WEIGHTS / "tokenizer.model")
