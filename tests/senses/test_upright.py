"""How often lines are read until it is clear which way up they stand."""

from collections.abc import Sequence

import numpy as np
import pytest

from clearsight.senses.ocr import Networks, Row
from clearsight.senses.passes import look
from clearsight.senses.picture import Picture, Pixels
from clearsight.senses.upright import Upside, read_all
from tests.senses.text_pages import NOTICE, Sheet, lines

NETWORKS = Networks()


class Counting(Networks):
    """The real networks, counting what is read."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = 0

    def read(self, rows: Sequence[Pixels]) -> list[Row]:
        self.rows += len(rows)
        return NETWORKS.read(rows)


def page() -> Pixels:
    sheet = Sheet(760, 400)
    for index, text in enumerate(NOTICE):
        sheet.write(" ".join(text.split()[:4]), 60, 40 + 80 * index, size=30)
    return sheet.pixels


@pytest.mark.parametrize(
    ("upside", "tries"), [(Upside(), 0), (Upside(180), 1), (Upside(mirrored=True), 2)]
)
def test_each_wrong_way_costs_one_line(upside: Upside, tries: int) -> None:
    picture = Picture(upside.hold(page()))
    counting = Counting()
    pieces = read_all(counting, picture.pixels, look(NETWORKS, picture).found)
    assert {piece.upside for piece in pieces} == {upside}
    assert counting.rows == len(pieces) + tries


def test_a_long_line_is_tried_by_its_start() -> None:
    picture = Picture(np.ascontiguousarray(lines([" ".join(NOTICE[:2])], 18)[::-1, ::-1]))
    widths: list[float] = []

    class Wide(Counting):
        def read(self, rows: Sequence[Pixels]) -> list[Row]:
            widths.extend(row.shape[1] / row.shape[0] for row in rows)
            return super().read(rows)

    (piece,) = read_all(Wide(), picture.pixels, look(NETWORKS, picture).found)
    assert piece.upside == Upside(180)
    assert [round(width) for width in widths[:-1]] == [8, 8]
    assert widths[-1] > 12


def test_one_line_that_reads_well_upside_down_does_not_decide() -> None:
    """The first try gives .88; the other lines say that the page stands on its head."""
    picture = Picture(np.ascontiguousarray(page()[::-1, ::-1]))
    found = look(NETWORKS, picture).found
    first = iter([Row("fro the", 0.88)])

    class Misled(Counting):
        def read(self, rows: Sequence[Pixels]) -> list[Row]:
            return [next(first, None) or row for row in super().read(rows)]

    assert {p.upside for p in read_all(Misled(), picture.pixels, found)} == {Upside(180)}
