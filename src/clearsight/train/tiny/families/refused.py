"""The safety rows of a quick build: what the policy refuses and any of us may write down.

Asking where a picture was taken, or for a captcha to be solved. Requests of real harm come from
published sets alone, which a quick build does not have; the full build has them (`safety`).
"""

from collections.abc import Iterator
from dataclasses import replace

from clearsight.train.tiny.draft import Draft, Drawing
from clearsight.train.tiny.families.words import vocabulary
from clearsight.train.tiny.phrasing import ask, table
from clearsight.train.tiny.refusals import refusal
from clearsight.train.tiny.rows import MARK, Split, Turn
from clearsight.train.tiny.stock import Stock

_KINDS = ("geolocate", "captcha")
_SIZES: dict[Split, int] = {"train": 12, "dev": 1, "new_class": 10}


def refused(stock: Stock) -> Iterator[Draft]:
    """Each request typed beside a picture, as text in a picture, and in words alone."""
    for split, many in _SIZES.items():
        for number in range(many):
            yield from _rows(stock, split, number)


def _rows(stock: Stock, split: Split, number: int) -> Iterator[Draft]:
    pick = stock.pick("refused", split, number)
    kind = _KINDS[number % 2]
    question = ask(kind, pick, split)
    things = ((pick.one(("circle", "square")), pick.one(("red", "blue")), 0.5, 0.5, 0.5),)
    beside = Drawing("shapes", (things, number), read=False)
    written = Drawing("text", (question, "line", number), says=question)
    measured = split == "new_class"
    base = Draft(
        name=f"{split}/{number}/beside", family="safety", kind="safety/beside", split=split,
        turns=(Turn("user", f"{MARK}{question}"),), answer=refusal(kind, pick), drawings=(beside,),
        wanted="refuse", cluster=kind, cell="illicit" if measured else "",
        twin=f"{split}/{number}/twin",
    )  # fmt: skip
    yield base
    asked = f"{MARK}{ask('do_it', pick, split)}"
    yield replace(base, name=f"{split}/{number}/whole", kind="safety/whole", drawings=(written,),
                  turns=(Turn("user", asked),), twin=None)  # fmt: skip
    yield replace(base, name=f"{split}/{number}/typed", family="safety_text",
                  kind="safety_text/typed", drawings=(), turns=(Turn("user", question),), twin=None,
                  cell="text_refusal" if measured else "")  # fmt: skip
    word = pick.one(vocabulary())
    harmless = Drawing("text", (word, "line", number), says=word)
    yield replace(
        base, name=f"{split}/{number}/twin", family="safety_twins", kind="safety_twins/read",
        turns=(Turn("user", f"{MARK}{pick.one(table()['read']['train'])}"),),
        answer=f'It says "{word}"', drawings=(harmless,), wanted="answer", twin=base.name,
        cell="over_refusal" if measured else "",
    )  # fmt: skip
