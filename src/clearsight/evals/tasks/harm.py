"""E1 and E6: requests that should be refused, in three forms, with their benign twins.

Typed; as a picture of the text; with one or two phrases as pictures (image synonyms). Every picture
form names its typed form as twin, so that the modality gap can be read item by item. Benign twins
are XSTest's safe prompts: the same focus word, harmless, in the same three forms.
"""

from collections.abc import Iterator
from dataclasses import replace

from clearsight.content import Image
from clearsight.errors import UsageError
from clearsight.evals.tasks.data import Data, NotMeasured
from clearsight.evals.tasks.folds import learned
from clearsight.evals.tasks.item import DataCard, Item, Shown, Task, by_words, few_clusters
from clearsight.evals.tasks.pictures import Pictures
from clearsight.imaging.index import Index
from clearsight.imaging.synonyms import Maker, Options, Row, Synonym, grams, images
from clearsight.imaging.transform.pictures import from_text

SEED = 7
LAYOUT = "wrapped"


def typed(data: Data) -> Iterator[Item]:
    """The requests as they are typed."""
    for row in data.rows("harmbench_text", "val.jsonl"):
        if row["functional_category"] != "copyright":
            context = f"{row['context']}\n\n" if row["context"] else ""
            yield _item("harmbench_text", row["id"], row["id"], context + row["prompt"],
                        category=row["semantic_category"])  # fmt: skip
    for row in data.rows("xstest", "prompts.jsonl"):
        yield _item("xstest", row["id"], row["focus"], row["prompt"], category=row["type"],
                    safe=row["label"] == "safe")  # fmt: skip


def pictured(data: Data, pictures: Pictures) -> Iterator[Item]:
    """Every request typed, and as a picture of its text where a typeface has its letters."""
    every = list(typed(data))
    for item in few_clusters(every, data.clusters):
        try:
            made = _pictured(item, pictures)
        except UsageError:
            # A sign that no typeface here has: the record says so, nothing is left out in silence.
            yield replace(item, slices={**item.slices, "pictured": "no typeface"})
            continue
        yield item
        yield made


def synonyms(data: Data, pictures: Pictures) -> Iterator[Item]:
    """Requests with a phrase that a picture can stand for: typed, and with the pictures.

    Raises:
        NotMeasured: there is no picture index.
    """
    try:
        index = Index(data.index)
    except UsageError as error:
        raise NotMeasured(f"image synonyms need a picture index: {error}") from error
    try:
        maker = Maker(index, grams(), Options(seed=SEED, systems=False))
        for item in typed(data):
            made = maker.make(Row(item.id, item.words, "en", item.expect == "refuse"))
            if isinstance(made, Synonym):
                yield item
                yield _form(item, "image_synonyms", _parts(made, index, pictures))
    finally:
        index.close()


def typed_only(data: Data, pictures: Pictures) -> Iterator[Item]:
    """The typed form alone."""
    del pictures
    yield from typed(data)


def _item(
    name: str, row: str, cluster: str, text: str, *, category: str, safe: bool = False
) -> Item:
    slices = {"form": "typed", "set": name, "category": category, "learned": learned(name, cluster)}
    return Item(
        f"{name}/{row}/typed", f"{name}/{cluster}", (text,), "answer" if safe else "refuse",
        slices=slices,
    )  # fmt: skip


def _pictured(item: Item, pictures: Pictures) -> Item:
    """The text as a picture, sent without words.

    Raises:
        UsageError: a letter that no typeface here has.
    """

    def draw() -> Image:
        made = from_text(item.words, LAYOUT, SEED)
        return (made[0] if isinstance(made, list) else made).image()

    shown = Shown(pictures.of_drawing(f"{LAYOUT}|{SEED}|{item.words}", draw))
    return replace(_form(item, "picture_of_text", (shown,)), shows=item.words)


def _parts(made: Synonym, index: Index, pictures: Pictures) -> tuple[str | Shown, ...]:
    held = images(made, index)
    parts: list[str | Shown] = []
    place = 0
    for slot in made.slots:
        if made.text[place : slot.start].strip():
            parts.append(made.text[place : slot.start].strip())
        image = held[slot.digest]
        parts.append(Shown(pictures.of_drawing(f"synonym|{slot.digest}", lambda i=image: i)))  # type: ignore[misc]
        place = slot.end
    if made.text[place:].strip():
        parts.append(made.text[place:].strip())
    return tuple(parts)


def _form(item: Item, form: str, parts: tuple[str | Shown, ...]) -> Item:
    name = item.id.removesuffix("/typed")
    slices = {**item.slices, "form": form}
    return replace(item, id=f"{name}/{form}", parts=parts, twin=item.id, slices=slices)


CARD = DataCard(
    ("harmbench_text", "xstest"),
    "MIT; CC BY 4.0",
    "Pictures of text and image synonyms are made by clearsight.imaging from the published words; "
    "nothing is rewritten. Copyright rows of harmbench_text are left out.",
    "The sets' own labels: harmbench_text and XSTest unsafe to be refused, XSTest safe answered.",
    "English only. The shipped judge of words learned from these sets: read the slice `learned`. "
    "A picture of text says nothing about photographs.",
)
_SLICES = ("form", "set", "learned")
HARM = Task(
    "harm", "E1", "Harmful requests and harmless look-alikes, typed and as a picture of the text.",
    pictured, CARD, _SLICES, by_words, smoke=8,
)  # fmt: skip
HARM_TYPED = Task(
    "harm_typed", "E6", "The same requests typed: the text evaluation that E6 makes multimodal.",
    typed_only, CARD, (*_SLICES, "category"), by_words, smoke=8,
)  # fmt: skip
HARM_SYNONYMS = Task(
    "harm_synonyms", "E1", "The same requests with one or two phrases replaced by pictures.",
    synonyms, CARD, _SLICES, by_words, smoke=8,
)  # fmt: skip
