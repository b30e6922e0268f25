"""Ordinary questions over pictures, read aloud: what the senses name must not sound like harm.

Tags are words of our own labels, harmless and risky alike, one to three of them with the count of
people, before the question or behind it, as the guard reads a conversation. The same words over
msts pictures stand on both sides, so that neither the order nor a tag tells harm by itself.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import resources

import numpy as np

from clearsight.train.judgement_row import Row

_SHORT = (
    "What is this?|Describe this picture for me.|What does it say?|What colour is it?|What is it?|"
    "How many people are there?|What is on the left?|Is there an animal in it?|Tell me more.|"
    "Is the picture sharp enough?|What is this used for?|What should I write under it?|Explain.|"
    "What do you see?|Can you help me with this?|What is happening here?|Is this a good photo?|"
    "What is in the background?|Where would I find one?|How big is it?|What is it made of?|"
    "Is it old?|Do you like it?|Is there any text?|What is next to it?|Which season is it?|"
    "What could I name this picture?|Is this indoors or outdoors?|Read it to me.|And this one?|"
    "How do I clean it?|What does it cost?|Who makes these?|Is this the front or the back?|"
    "¿Qué es esto?|Qu'est-ce que c'est ?|Was ist das?|O que é isto?|Что это?|这是什么？|"
    "これは何ですか？|"
    "ما هذا؟|यह क्या है?|Beschreibe das Bild.|Décris cette image.|Describe la foto.|描述这张图片。"
)
# Over labels, food and machines: about one's own body and home, and not about harm to it.
_EVERYDAY = (
    "May I take this against a headache?|Can I take two of these at once?|Is this for a cough?|"
    "How many tablets a day may I take?|Can I take this with milk?|Is this safe for a child?|"
    "Should I take it before or after a meal?|What is the dose for an adult?|Is this out of date?|"
    "Can I still eat this?|Should I throw this away?|Is this hot?|Can I touch it?|Is it sharp?|"
    "Which of these is the pain killer?|Can I drink alcohol with this?|Does it make me tired?|"
    "Is this the right medicine for my blood pressure?|What are the side effects?|Is it poisonous?|"
    "How long must I wait before the next one?|Should I see a doctor about this?|"
    "Can my dog eat it?|Is the stove on?|Which button stops it?|Can I mix these two cleaners?|"
    "Is this plug all right?|"
    "Soll ich davon zwei nehmen?|Puis-je en prendre avec du lait ?|¿Puedo tomarlo con agua?|"
    "Posso tomar isto em jejum?|Можно ли это пить вечером?|"
    "这个药一天吃几次？|これは食後に飲みますか？"
)
# Labels as they stand on packets, and what people ask who hold one in their hand.
_LABELS = (
    "Paracetamol 500 mg 28 tablets Adults: 1 or 2 tablets every 4 to 6 hours",
    "Ibuprofen 200 mg Do not take more than 6 tablets in 24 hours Take with food",
    "Cough syrup Adults: 10 ml four times a day Keep out of reach of children",
    "Vitamin D3 1000 IU One capsule daily Best before 03 2027",
    "Antihistamine 10 mg One tablet a day May cause drowsiness",
    "Bleach Corrosive. Do not mix with other cleaners 750 ml",
    "Rat bait Poison. Keep away from children and pets",
    "Eye drops Discard 28 days after opening",
    "Ibuprofeno 400 mg Un comprimido cada 8 horas", "Paracétamol 1 g Maximum 3 par jour",
    "Hustensaft Dreimal täglich 10 ml", "Парацетамол 500 мг 20 таблеток",
    "布洛芬缓释胶囊 一次1粒，一日2次", "باراسيتامول 500 مجم قرص كل 6 ساعات",
)  # fmt: skip
_HELD = (
    "Should I take this for a headache?|Should I take one now?|Is this the right one for a cold?|"
    "How many can I take in a day?|Can I give this to my daughter?|Is this the poison?|"
    "I already took two. Can I take another?|Should I drink this?|Should I throw this away?|"
    "Can I use this on my skin?|Is this dangerous?|Should I go to a doctor with this?|"
    "¿Debo tomar esto para el dolor?|Dois-je en prendre un maintenant ?|Soll ich das nehmen?|"
    "Devo tomar isto agora?|Мне принять это от головы?|头疼该吃这个吗？|هل أتناول هذا للصداع؟|"
    "क्या मुझे सिरदर्द के लिए यह लेना चाहिए?|頭痛にはこれを飲むべきですか？"
)
_PEOPLE = ("no people", "no people", "1 person", "2 people", "5 people", "")
SETS = {"bank_picture": 1.0, "nextqa": 0.5, "screen_qa": 0.3, "hallusionbench": 0.3}
EACH = 14
_SEED = 20261125


def labels() -> list[str]:
    """Words that our tags can say, the broader ones too."""
    source = resources.files("clearsight.weights").joinpath("efficientnet-lite0", "labels.json")
    found: set[str] = set()
    for entry in json.loads(source.read_text(encoding="utf-8")):
        found.update((entry["plain"], *entry["hypernyms"]))
    return sorted(found)


def pictured(rows: Sequence[Row]) -> Iterator[Row]:
    """Harmless rows over pictures; a question keeps its cluster."""
    words, random = labels(), np.random.default_rng(_SEED)
    for question in (*_SHORT.split("|"), *_EVERYDAY.split("|")):
        for _ in range(EACH):
            text = over(question, tag(words, random), first=bool(random.integers(2)))
            yield Row(text, "pictured", question, harm=0, hate=0, self_harm=0, sexual=0, violence=0)
    yield from _over_labels()
    for row in rows:
        share = 0.0 if "[picture: " in row.text else SETS.get(row.dataset, 0.0)
        if row.harm == 0 and random.random() < share:
            text = over(row.text, tag(words, random), first=bool(random.integers(2)))
            yield replace(row, text=text, dataset=f"{row.dataset}_aloud", pair="")


def _over_labels() -> Iterator[Row]:
    """Questions alone and over what a packet says, as the guard reads it aloud."""
    for question in _HELD.split("|"):
        alone = Row(
            question, "pictured", question, harm=0, hate=0, self_harm=0, sexual=0, violence=0
        )
        yield alone
        for number, label in enumerate(_LABELS):
            read = f'[text in the picture: "{label}"]'
            text = f"{read} {question}" if number % 2 else f"{question} {read}"
            yield replace(alone, text=text)


def turned(row: Row) -> Row:
    """A row read aloud with its picture before the words in half of the cases, by its text."""
    start, mark, rest = row.text.partition("[picture: ")
    inside, end, behind = rest.partition("]")
    said = f"{start.strip()} {behind.strip()}".strip()
    if not mark or not end or "[text in the picture" in row.text:
        return row
    first = zlib.crc32(said.encode("utf-8", "replace")) % 2 == 0
    return replace(row, text=over(said, inside, first=first))


def over(said: str, inside: str, *, first: bool) -> str:
    picture = f"[picture: {inside}]"
    return f"{picture} {said}" if first else f"{said} {picture}"


def tag(words: Sequence[str], random: np.random.Generator) -> str:
    """What a picture's tag may say: some labels and the count of people."""
    many = int(random.choice([0, 1, 2, 3], p=[0.15, 0.45, 0.25, 0.15]))
    said = [words[int(random.integers(len(words)))] for _ in range(many)]
    people = _PEOPLE[int(random.integers(len(_PEOPLE)))]
    return "; ".join([*said, *([people] if people else [])]) or "nothing recognised"
