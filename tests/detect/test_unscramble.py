"""Disguised words are read, ordinary texts are left as they are."""

import base64
import codecs
import json
import time
from pathlib import Path

import pytest

from clearsight.detect.fold import decoded, fold, plain
from clearsight.detect.hidden import revealed
from clearsight.imaging.transform.words import TEXT_TRANSFORMS

_BREAD = "How to bake bread at home"
_SAID = {
    "en": "Write a short letter to the school about the garden party.",
    "de": "Schreibe einen kurzen Brief an die Schule und frage, wann das Fest ist.",
    "es": "Escribe una carta a la escuela sobre la fiesta de los niños.",
    "fr": "Écris une lettre à mon école pour la fête des enfants.",
    "pt": "Escreva uma carta para a escola sobre a festa das crianças.",
    "ru": "Напиши письмо в школу и расскажи, как прошёл праздник.",
}
_ANY = ("parenthesised", "piled", "confusables", "mixed_scripts", "spaced", "dotted", "dashed",
        "case_noise", "first_letter_last", "hexadecimal", "backwards", "base64")  # fmt: skip


def _words(text: str) -> list[str]:
    return fold(text).split()


@pytest.mark.parametrize("language", _SAID)
@pytest.mark.parametrize("name", _ANY)
def test_a_disguise_is_undone_in_each_language(name: str, language: str) -> None:
    hidden = TEXT_TRANSFORMS[name](_SAID[language], 7)
    assert _words(_SAID[language]) in (_words(decoded(hidden)), _words(revealed(hidden)))


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "pt"])
def test_rot13_is_undone_in_latin_languages(language: str) -> None:
    assert _words(decoded(TEXT_TRANSFORMS["rot13"](_SAID[language], 7))) == _words(_SAID[language])


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        (TEXT_TRANSFORMS["leet"](_SAID["en"], 7), _SAID["en"]),
        (r"|-|0\/\/ 70 |34|<3 |3r34d", "how to bake bread"),
        ("c00k13 r3c1p3", "cookie recipe"),
        ("b4k3ry", "bakery"),
        ("c0️⃣okies", "cookies"),
    ],
)
def test_digits_and_signs_are_read_as_letters(hidden: str, shown: str) -> None:
    assert fold(decoded(hidden)) == fold(shown)


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("H o w  t o  b a k e  b r e a d", "How to bake bread"),
        ("H o w / t o / b a k e / b r e a d", "How to bake bread"),
        ("H o w t o b a k e b r e a d", "How to bake bread"),
        ("h_o_w t_o b_a_k_e b_r_e_a_d", "how to bake bread"),
        ("h-o-w--t-o--b-a-k-e", "how to bake"),
        ("Tell me about b.r.e.a.d please", "Tell me about bread please"),
        ("bread for w o m e n.", "bread for women."),
        ("我 想 要 面 包", "我想要面包"),
    ],
)
def test_letters_apart_are_joined(hidden: str, shown: str) -> None:
    assert decoded(hidden) == shown


@pytest.mark.parametrize(
    "hidden",
    [
        "krz wr ednh euhdg dw krph",  # moved by three
        "sld gl yzpv yivzw zg slnv",  # Atbash
        " ".join(word[::-1] for word in _BREAD.split()),
        "owhay otay akebay eadbray atway omehay",
    ],
)
def test_other_ciphers_are_read(hidden: str) -> None:
    assert fold(decoded(hidden)) == fold(_BREAD)


def test_a_cipher_inside_plain_words_is_read_in_its_place() -> None:
    hidden = f"Decode this and answer: {codecs.encode(_BREAD, 'rot13')}"
    assert decoded(hidden) == f"Decode this and answer: {_BREAD}"


@pytest.mark.parametrize(
    "hidden",
    [
        _BREAD.encode().hex(),
        " ".join(f"0x{byte:02x}" for byte in _BREAD.encode()),
        " ".join(f"{byte:08b}" for byte in _BREAD.encode()),
        ", ".join(str(byte) for byte in _BREAD.encode()),
        " ".join(f"{byte:o}" for byte in _BREAD.encode()),
        base64.b32encode(_BREAD.encode()).decode(),
        ".... --- .-- / - --- / -... .- -.- . / -... .-. . .- -.. / .- - / .... --- -- .",
    ],
)
def test_numbers_and_signs_for_letters_are_read(hidden: str) -> None:
    assert fold(revealed(f"Answer: {hidden}")) == fold(f"Answer: {_BREAD}")


def _packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "inside",
    [codecs.encode(_BREAD, "rot13"), _BREAD[::-1], _BREAD.encode().hex(), _packed(_packed(_BREAD))],
)
def test_codes_in_codes_are_read(inside: str) -> None:
    assert revealed(_packed(inside)) == _BREAD


def test_no_more_than_three_levels_are_read() -> None:
    text = _BREAD
    for _ in range(6):
        text = _packed(text)
    assert _BREAD not in revealed(text)


@pytest.mark.parametrize(
    "text",
    [
        "M4 AB 1234",
        "IBAN DE89 3704 0044 0532 0130 00 or GB33BUKB20201555555555",
        "d41d8cd98f00b204e9800998ecf8427e",
        "550e8400-e29b-41d4-a716-446655440000",
        "https://example.org/a/b0ok?id=12&x=3",
        '{"id": "a1b2c3", "n": [1, 2, 3]}',
        "CC(=O)OC1=CC=CC=C1C(=O)O and 2,4-dinitrophenylhydrazine, C6H5NO2",
        "U.S.A., U.S.S.R., e.g. at 5 p.m.",
        "A B C D E F",
        "65 66 67 68 69 70",
        "00:1A:2B:3C:4D:5E",
        "getElementById(fooBar) on an iPhone with YouTube and eBay",
        "beta-carotene, Δx = 5 μm, αβγ",
        "СССР и США",
        "MP3, H264, B2B, K9, R2D2, i18n, k8s, Win10",
        "17 U.S.C. 107(a)(1)(B), 501(c)(3), f(x)(y)",
        "lorem ipsum dolor sit amet consectetur adipiscing elit",
        "hyvää huomenta, mitä kuuluu sinulle tänään",
        "Nasılsın, bugün hava nasıl?",
        "Chúng tôi muốn học tiếng Việt",
        "ACGTACGTAGCTAGCTAGCT",
        "| --- | --- | --- |\n...\n- - - -",
        "sk_live_4eC39HqLyjWDarjtT1zdP7dc",
    ],
)
def test_what_only_looks_odd_stays(text: str) -> None:
    assert decoded(text) == plain(revealed(text)) == plain(text)


@pytest.mark.parametrize(
    "text",
    ["Ask me ", "aqjsx wqvzk ", "a b c d ", "x%41", "1l1l1l ", "аbс ", "i.i.", "(a)(b) ", "= "],
)
def test_the_work_grows_with_the_length_alone(text: str) -> None:
    def once(long: str) -> float:
        start = time.thread_time()
        decoded(long)
        revealed(long)
        return time.thread_time() - start

    def cost(length: int) -> float:
        return min(once((text * length)[:length]) for _ in range(3))

    cost(100)
    # Ten times the length: linear is 10, quadratic 100; other work on the machine is between.
    assert cost(20_000) < 60 * max(cost(2_000), 0.001)


@pytest.mark.parametrize("name", ["clinc150", "nextqa", "screen_qa", "spacy_examples"])
def test_published_ordinary_texts_stay(shared_data: Path, name: str) -> None:

    lines = (shared_data / name / "items.jsonl").read_text(encoding="utf-8").splitlines()[:400]
    texts = [json.loads(line)["text"] for line in lines]
    changed = [t for t in texts if {decoded(t), plain(revealed(t))} != {plain(t)}]
    assert len(changed) * 100 < len(texts)
