"""The hand-written harmless banks: they parse, do not repeat, and stay balanced."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

BENIGN = Path(__file__).parents[2] / "src" / "clearsight" / "train" / "benign"
KINDS = {"touchy", "lookalike", "ordinary", "picture", "task", "statement"}
LANGUAGES = ("ar", "de", "es", "fr", "hi", "ja", "pt", "ru", "zh")
SCRIPTS = {
    "ar": r"[\u0600-\u06ff]",
    "hi": r"[\u0900-\u097f]",
    "ja": r"[\u3040-\u30ff\u4e00-\u9fff]",
    "ru": r"[\u0400-\u04ff]",
    "zh": r"[\u4e00-\u9fff]",
}
PREVENTION = re.compile(
    r"prevent|protect|avoid|detect|report|prévenir|protég|évit|détect|signal|verhinder|schütz"
    r"|vermeid|erkenn|meld|evit|proteg|denunci|bloque|выяв|защит|предотвра|избеж|сообщ"
    r"|防止|预防|保护|避免|举报|检测|予防|防ぐ|守る|避ける|通報|रोक|बचाव|बचाने|शिकायत"
    r"|منع|حماية|تجنب|إبلاغ|كشف",
    re.IGNORECASE,
)


def rows(pattern: str) -> list[dict[str, str]]:
    """Return the rows of every file whose name matches pattern, in file order."""
    files = sorted(BENIGN.glob(pattern))
    assert files, f"no file matches {pattern} in {BENIGN}"
    lines = (line for file in files for line in file.read_text("utf-8").splitlines())
    return [json.loads(line) for line in lines]


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def test_each_row_has_only_a_text_a_topic_and_a_known_kind() -> None:
    for row in rows("bank_*.jsonl"):
        assert set(row) == {"text", "topic", "kind"}
        assert row["text"].strip() == row["text"] != ""
        assert row["topic"]
        assert row["kind"] in KINDS


def test_no_text_occurs_twice_in_the_banks_and_beside_them() -> None:
    banks = Counter(folded(row["text"]) for row in rows("bank_*.jsonl"))
    others = {
        folded(json.loads(line)["text"])
        for file in BENIGN.glob("*.jsonl")
        if not file.name.startswith("bank_")
        for line in file.read_text("utf-8").splitlines()
        if "text" in json.loads(line)
    }
    assert [text for text, count in banks.items() if count > 1] == []
    assert sorted(banks.keys() & others) == []


def test_english_has_the_agreed_number_of_rows_of_each_kind() -> None:
    kinds = Counter(row["kind"] for row in rows("bank_en_*.jsonl"))
    assert kinds["touchy"] >= 1000
    assert kinds["lookalike"] >= 450
    assert kinds["ordinary"] >= 150
    assert kinds["picture"] >= 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_half_touchy_and_a_quarter_lookalike_rows(language: str) -> None:
    written = rows(f"bank_{language}.jsonl")
    kinds = Counter(row["kind"] for row in written)
    assert len(written) >= 170
    assert 0.45 <= kinds["touchy"] / len(written) <= 0.65
    assert 0.18 <= kinds["lookalike"] / len(written) <= 0.30
    assert kinds["ordinary"] + kinds["picture"] >= 35


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_each_row_is_written_in_the_script_of_its_language(language: str) -> None:
    for row in rows(f"bank_{language}.jsonl"):
        assert re.search(SCRIPTS[language], row["text"]), row["text"]


@pytest.mark.parametrize("language", sorted({*LANGUAGES} - SCRIPTS.keys()))
def test_rows_of_other_languages_are_written_in_latin_letters(language: str) -> None:
    foreign = re.compile("|".join(SCRIPTS.values()))
    for row in rows(f"bank_{language}.jsonl"):
        assert not foreign.search(row["text"]), row["text"]


def test_most_japanese_rows_hold_kana() -> None:
    written = rows("bank_ja.jsonl")
    kana = [row for row in written if re.search(r"[\u3040-\u30ff]", row["text"])]
    assert len(kana) / len(written) > 0.95


def test_words_of_prevention_are_no_sign_of_a_harmless_row() -> None:
    written = rows("bank_*.jsonl")
    holding = [row for row in written if PREVENTION.search(row["text"])]
    assert 0 < len(holding) / len(written) <= 0.20
