"""Maps on a grid: terrain in squares, landmarks, a legend; positions are named like B3."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas
from clearsight.imaging.render.art.drawing import aspect, sprite
from clearsight.imaging.render.art.palette import RGB, light, mix
from clearsight.imaging.render.art.things import THINGS
from clearsight.imaging.render.charts import questions as q
from clearsight.imaging.render.charts.plot import Look, look
from clearsight.imaging.render.charts.topics import PLACES
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything, painted

TERRAIN: dict[str, RGB] = {
    "meadow": (182, 216, 142),
    "forest": (112, 168, 104),
    "water": (134, 190, 228),
    "sand": (240, 220, 164),
    "rock": (190, 190, 188),
    "town": (232, 196, 180),
}
# Landmarks and the drawing and colour each has on the map.
LANDMARKS: dict[str, tuple[str, str]] = {
    "harbour": ("sailing boat", "red"),
    "library": ("book", "blue"),
    "café": ("cup", "red"),
    "garden": ("flower", "pink"),
    "bus stop": ("bus", "yellow"),
    "farm": ("house", "yellow"),
    "orchard": ("apple", "red"),
    "car park": ("car", "blue"),
    "clock tower": ("clock", "black"),
    "bakery": ("slice of bread", "brown"),
    "zoo": ("elephant", "grey"),
    "pond": ("duck", "yellow"),
    "playground": ("ball", "orange"),
    "bicycle hire": ("bicycle", "green"),
    "cat shelter": ("cat", "orange"),
    "viewpoint": ("star", "purple"),
}
_NAMES = tuple(LANDMARKS)
_CELL = 62


class GridMap:
    """Columns with letters, rows with numbers, north at the top."""

    name = "chart_map"
    derive = everything

    def plan(self, seed: int) -> dict[str, Any]:
        """Terrain and landmarks; squares, directions, counts and terrain are asked."""
        pick = Pick(self.name, seed)
        columns, rows = pick.between(5, 8), pick.between(5, 6)
        kinds = pick.some(tuple(TERRAIN), pick.between(3, 4))
        cells = _grown(pick, columns, rows, kinds)
        places = pick.some(_NAMES, pick.between(3, 6))
        squares = pick.some(range(columns * rows), len(places))
        landmarks = {
            place: _square(at % columns, at // columns)
            for place, at in zip(places, squares, strict=True)
        }
        title = f"Map of {pick.one(PLACES)}"
        shown = [kind for kind in kinds if any(kind in row for row in cells)]
        headings = ["".join("ABCDEFGH"[:columns])]
        return {
            "title": title,
            "columns": columns,
            "rows": rows,
            "terrain": cells,
            "legend": shown,
            "landmarks": landmarks,
            "questions": _questions(pick, cells, shown, landmarks),
            "text": "\n".join(
                [title, *headings[0], *(str(row + 1) for row in range(rows)), *shown, *places, "N"]
            ),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """Squares with small signs of their terrain, landmarks as drawings."""
        looks = look(self.name, seed)
        columns, rows = plan["columns"], plan["rows"]
        left, top = 50, 70
        canvas = Canvas(left + columns * _CELL + 206, top + rows * _CELL + 30, ground=looks.ground)
        canvas.text((left, 22), plan["title"], size=20, colour=looks.ink, face=looks.face(True))
        for row in range(rows):
            for column in range(columns):
                at = (left + column * _CELL, top + row * _CELL)
                _ground(canvas, at, plan["terrain"][row][column])
        _lines(canvas, looks, plan, (left, top))
        for name, square in plan["landmarks"].items():
            column, row = "ABCDEFGH".index(square[0]), int(square[1]) - 1
            middle = (left + (column + 0.5) * _CELL, top + (row + 0.5) * _CELL)
            canvas.polygon([(middle[0] + dx, middle[1] + dy) for dx, dy in _BADGE], (255, 255, 255))
            _sign(canvas, name, middle, 36)
        _legend(canvas, looks, plan, left + columns * _CELL + 24)
        return painted(self.name, canvas, plan, seed)


_BADGE = [(-24, -20), (-20, -24), (20, -24), (24, -20), (24, 20), (20, 24), (-20, 24), (-24, 20)]


def _square(column: int, row: int) -> str:
    return f"{'ABCDEFGH'[column]}{row + 1}"


def _grown(pick: Pick, columns: int, rows: int, kinds: list[str]) -> list[list[str]]:
    """Every square takes the kind of the nearest of a few seeds, so that areas hold together."""
    seeds = [
        (pick.amid(0, columns), pick.amid(0, rows), kinds[at % len(kinds)])
        for at in range(len(kinds) + pick.between(2, 4))
    ]
    return [
        [
            min(seeds, key=lambda one: (one[0] - x - 0.5) ** 2 + (one[1] - y - 0.5) ** 2)[2]
            for x in range(columns)
        ]
        for y in range(rows)
    ]


def _questions(
    pick: Pick, cells: list[list[str]], shown: list[str], landmarks: Mapping[str, str]
) -> list[q.Question]:
    names = list(landmarks)
    first, second = names[0], names[1]
    square = landmarks[first]
    kind = pick.one(shown)
    count = sum(row.count(kind) for row in cells)
    return [
        q.ask(f"In which square is the {first}?", square),
        q.ask(f"What is in square {landmarks[second]}?", second),
        q.ask(
            f"In which direction is the {second} from the {first}?",
            direction(square, landmarks[second]),
        ),
        q.ask(f"How many squares are {kind}?", str(count)),
        q.ask("How many landmarks are on the map?", str(len(names))),
        q.ask(
            f"On what kind of ground does the {first} stand?",
            cells[int(square[1]) - 1]["ABCDEFGH".index(square[0])],
        ),
    ]


def direction(start: str, goal: str) -> str:
    """The compass direction between two squares, one of eight, by the signs of the steps."""
    east = ord(goal[0]) - ord(start[0])
    south = int(goal[1]) - int(start[1])
    up = "north" if south < 0 else "south" if south > 0 else ""
    along = "east" if east > 0 else "west" if east < 0 else ""
    return f"{up}-{along}" if up and along else up or along


def _ground(canvas: Canvas, at: tuple[float, float], kind: str) -> None:
    x, y = at
    colour = TERRAIN[kind]
    canvas.box((x, y, x + _CELL, y + _CELL), colour)
    tone = mix(colour, (30, 60, 50), 0.25)
    for dx, dy in ((10, 12), (44, 10), (8, 48), (46, 46)):
        px, py = x + dx, y + dy
        if kind == "water":
            canvas.line(
                [(px - 4, py), (px, py - 3), (px + 4, py), (px + 8, py - 3)],
                light(colour, 0.5),
                1.5,
            )
        elif kind == "forest":
            canvas.polygon([(px + 2, py - 7), (px + 8, py + 6), (px - 4, py + 6)], tone)
        elif kind == "meadow":
            canvas.line([(px, py + 4), (px - 2, py - 3)], tone, 1.2)
            canvas.line([(px + 1, py + 4), (px + 4, py - 3)], tone, 1.2)
        elif kind == "sand":
            canvas.box((px, py, px + 2, py + 2), tone, radius=1)
        elif kind == "rock":
            canvas.polygon([(px - 3, py + 5), (px + 2, py - 5), (px + 9, py + 5)], tone)
        else:
            canvas.box((px - 2, py - 4, px + 7, py + 5), tone)


def _lines(canvas: Canvas, looks: Look, plan: Mapping[str, Any], at: tuple[float, float]) -> None:
    left, top = at
    right, bottom = left + plan["columns"] * _CELL, top + plan["rows"] * _CELL
    for column in range(plan["columns"] + 1):
        x = left + column * _CELL
        canvas.line([(x, top), (x, bottom)], (255, 255, 255), 1)
        if column < plan["columns"]:
            words = "ABCDEFGH"[column]
            at = (x + _CELL / 2, top - 12)
            canvas.text(at, words, size=15, colour=looks.ink, anchor="mm", face=looks.face(True))
    for row in range(plan["rows"] + 1):
        y = top + row * _CELL
        canvas.line([(left, y), (right, y)], (255, 255, 255), 1)
        if row < plan["rows"]:
            at = (left - 18, y + _CELL / 2)
            canvas.text(
                at, str(row + 1), size=15, colour=looks.ink, anchor="mm", face=looks.face(True)
            )
    canvas.frame((left, top, right, bottom), looks.soft, 2)


def _sign(canvas: Canvas, name: str, middle: tuple[float, float], size: float) -> None:
    label, colour = LANDMARKS[name]
    thing = THINGS[label]
    high = min(size, size / aspect(thing))
    small = sprite(thing, colour, high)
    canvas.put(small, (middle[0] - small.shape[1] / 2, middle[1] - small.shape[0] / 2))


def _legend(canvas: Canvas, looks: Look, plan: Mapping[str, Any], x: float) -> None:
    y = 84.0
    for kind in plan["legend"]:
        canvas.box((x, y - 10, x + 26, y + 10), TERRAIN[kind])
        canvas.text((x + 38, y), kind, size=14, colour=looks.ink, anchor="lm", face=looks.face())
        y += 27
    y += 6
    for name in plan["landmarks"]:
        canvas.box((x - 2, y - 14, x + 28, y + 14), (255, 255, 255), radius=4)
        _sign(canvas, name, (x + 13, y), 24)
        canvas.text((x + 38, y), name, size=14, colour=looks.ink, anchor="lm", face=looks.face())
        y += 33
    north = canvas.width - 26
    canvas.polygon([(north, 14), (north + 8, 42), (north, 36), (north - 8, 42)], looks.ink)
    canvas.text((north, 56), "N", size=14, colour=looks.ink, anchor="mm", face=looks.face(True))
