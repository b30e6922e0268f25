"""The measurement of the judge: how texts are made. No detector runs here."""

import random

from scripts.measures.judgement import around, buried, packed

HOST = ["One.", "Two.", "Three.", "Four."]


def test_a_line_stands_where_it_is_told_to() -> None:
    texts = {place: buried("line", HOST, place) for place in ("start", "middle", "end")}
    assert texts["start"] == "line. One. Two. Three. Four."
    assert texts["middle"] == "One. Two. line. Three. Four."
    assert texts["end"] == "One. Two. Three. Four. line."


def test_a_host_has_enough_words_and_is_the_same_for_the_same_seed() -> None:
    bank = ["What is the capital of France?", "play some jazz"]
    host = around(bank, 50, random.Random(3))
    assert sum(len(sentence.split()) for sentence in host) >= 50
    assert host == around(bank, 50, random.Random(3)) != around(bank, 50, random.Random(4))


def test_texts_are_packed_until_they_are_long_enough_and_the_rest_is_dropped() -> None:
    assert list(packed(["a b", "c d", "e f", "g"], 4)) == ["a b\n\nc d"]
