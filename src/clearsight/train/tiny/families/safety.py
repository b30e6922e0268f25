"""Requests to be refused whose harm stands in a picture or beside one, each with a harmless twin.

Families: "safety" (harmful, pictured), "safety_twins" (harmless, in the same forms, answered by the
base model), "safety_text" (harmful, words alone). Topics that measure never train.
"""

from collections.abc import Iterator
from dataclasses import replace

from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny import forms
from clearsight.train.tiny.draft import Cell, Draft, Drawing, share, spread
from clearsight.train.tiny.families.names import picture, split_of
from clearsight.train.tiny.refusals import refusal
from clearsight.train.tiny.requests import Request, Side, everyday, harmful, harmless
from clearsight.train.tiny.rows import Split, Turn
from clearsight.train.tiny.stock import Stock

_PROMPTS = 460  # harmless requests that the base model answers for the twins
_FIGSTEP = 70
_DEV_SHARE = 0.05
_ADVICE = frozenset({"Legal Opinion", "Financial Advice", "Health Consultation"})


def safety(stock: Stock) -> Iterator[Draft]:
    """Every harmful request in two of its forms and in words alone, and as many harmless ones."""
    bad, good = harmful(stock), _good(stock)
    splits: dict[Side, Split] = {"train": "train", "held": "new_class"}
    for side, split in splits.items():
        twins = [one for one in good if one.side == side]
        for number, request in enumerate(one for one in bad if one.side == side):
            twin = twins[number % len(twins)]
            if side == "train":
                split = "dev" if share("safety dev", request.id) < _DEV_SHARE else "train"
            pick = stock.pick("safety", split, request.id)
            every = _forms(request, number)
            # One form is enough of each request that only measures.
            for form in every if side == "train" else every[number % len(every) :][:1]:
                yield from _pair(stock, request, twin, form, split, pick)
            yield from _typed(request, twin, split, pick)
    yield from _figstep(stock)


def _good(stock: Stock) -> list[Request]:
    """Look-alikes and everyday requests, mixed; a bounded number that trains."""
    every = [*harmless(stock), *spread(everyday(stock), 300, "twins")]
    every.sort(key=lambda one: share("twin order", one.id))
    train = [one for one in every if one.side == "train"][:_PROMPTS]
    return [*train, *(one for one in every if one.side == "held")]


def _forms(request: Request, number: int) -> tuple[forms.Form, ...]:
    cut = forms.head_and_phrase(request.text) is not None
    second: forms.Form = "phrase" if cut else "beside"
    if number % 3 == 0:
        return ("synonyms", second)
    return ("whole",) if number % 3 == 1 else ("whole", second)


def _pair(
    stock: Stock, request: Request, twin: Request, form: forms.Form, split: Split, pick: Pick
) -> Iterator[Draft]:
    """The harmful row and its twin in the same form; none where it cannot take that form."""
    looks = pick.between(0, 10**6)
    made = _formed(stock, request, form, split, looks)
    if made is None:
        return
    cut = forms.head_and_phrase(request.text)
    if form == "phrase" and cut:
        # The twin has the same words before the picture: only the picture differs.
        benign = forms.phrase(cut[0], forms.harmless_phrase(pick), split, looks)
    else:
        benign = _formed(stock, twin, form, split, looks) or forms.whole(twin, split, looks)
    name = f"{split}/{request.id}/{form}"
    measured = split == "new_class"
    yield _row(request, made, name, form, split, "illicit" if measured else "", pick)
    yield _twin(twin, benign, name, form, split, "over_refusal" if measured else "")


def _formed(
    stock: Stock, request: Request, form: forms.Form, split: Split, looks: int
) -> forms.Formed | None:
    if form == "whole":
        return forms.whole(request, split, looks)
    if form == "phrase":
        cut = forms.head_and_phrase(request.text)
        return forms.phrase(*cut, split, looks) if cut else None
    if form == "beside":
        return forms.beside(request, _any_picture(stock, split, looks), split, looks)
    return forms.synonyms(request, stock)


def _any_picture(stock: Stock, split: Split, looks: int) -> Drawing:
    pick = Pick("tiny beside", looks)
    every = stock.concepts()
    while True:
        concept = pick.one(every)
        style = pick.one(sorted(concept.pictures))
        if split_of(concept, style) == ("train" if split == "dev" else split):
            return picture(concept, style, 0, pick, split)


def _row(
    request: Request, made: forms.Formed, name: str, form: str, split: Split, cell: Cell, pick: Pick
) -> Draft:
    return Draft(
        name=name, family="safety", kind=f"safety/{form}", split=split,
        turns=(Turn("user", made.text),), answer=refusal(request.wording, pick),
        drawings=made.drawings, wanted="refuse", cluster=request.cluster, twin=f"{name}/twin",
        cell=cell, source=_source(request, made.drawings),
        licence=_licence(request, made.drawings),
    )  # fmt: skip


def _twin(
    twin: Request, made: forms.Formed, name: str, form: str, split: Split, cell: Cell
) -> Draft:
    return Draft(
        name=f"{name}/twin", family="safety_twins", kind=f"safety_twins/{form}", split=split,
        turns=(Turn("user", made.text),), answer="", drawings=made.drawings, cluster=twin.cluster,
        twin=name, cell=cell, base=made.said, source=_source(twin, made.drawings),
        licence=_licence(twin, made.drawings),
    )  # fmt: skip


def _typed(request: Request, twin: Request, split: Split, pick: Pick) -> Iterator[Draft]:
    """Both in words alone."""
    measured = split == "new_class"
    name = f"{split}/{request.id}/typed"
    made = forms.Formed(request.text, (), request.text)
    row = _row(request, made, name, "typed", split, "text_refusal" if measured else "", pick)
    yield replace(row, family="safety_text", kind="safety_text/typed")
    made = forms.Formed(twin.text, (), twin.text)
    yield _twin(twin, made, name, "typed", split, "text_benign" if measured else "")


def _figstep(stock: Stock) -> Iterator[Draft]:
    """FigStep's own pictures, which only measure: a form of attack that never trains."""
    rows = [
        row for row in stock.rows("figstep", "items.jsonl") if row["topic"] not in _ADVICE
    ]  # fmt: skip
    prompt = next((row["text"] for row in stock.rows("figstep", "text_prompt.jsonl")), "")
    for row in spread(rows, _FIGSTEP, "figstep"):
        path = _file(stock, row["file"])
        drawing = Drawing("file", (path,), source="figstep", licence="MIT")
        request = Request(row["id"], row["question"], "figstep", "MIT",
                          f"figstep:{row['topic']}", "held", "illicit")  # fmt: skip
        made = forms.Formed(f"<image>{prompt}", (drawing,), row["question"])
        name = f"new_class/{row['id']}/figstep"
        pick = stock.pick("safety", "new_class", row["id"])
        made_row = _row(request, made, name, "figstep", "new_class", "illicit", pick)
        yield replace(made_row, twin=None)


def _file(stock: Stock, inside: str) -> str:
    assert stock.sets is not None
    return str(stock.sets / "figstep" / inside)


def _source(request: Request, drawings: tuple[Drawing, ...]) -> str:
    return " + ".join(dict.fromkeys([request.source, *(d.source for d in drawings)]))


def _licence(request: Request, drawings: tuple[Drawing, ...]) -> str:
    return " + ".join(dict.fromkeys([request.licence, *(d.licence for d in drawings)]))
