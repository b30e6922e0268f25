"""What charts are about: measures with their usual range, things to compare, invented places."""

from dataclasses import dataclass

from clearsight.imaging.render.pick import Pick


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted or measured.

    Attributes:
        name: as it stands in a title.
        unit: "" for plain counts.
        low, high: the range of usual values.
        of: kinds of categories it can be compared over.
    """

    name: str
    unit: str
    low: float
    high: float
    of: tuple[str, ...]


_PLACES_AND_TIME = ("town", "month", "year", "day")

MEASURES = (
    Measure("Visitors", "thousand", 4, 60, (*_PLACES_AND_TIME, "museum")),
    Measure("Rainfall", "mm", 10, 140, ("town", "month", "year")),
    Measure("Hours of sunshine", "h", 40, 300, ("town", "month")),
    Measure("Bicycles sold", "", 20, 400, _PLACES_AND_TIME),
    Measure("Books borrowed", "", 100, 1800, (*_PLACES_AND_TIME, "subject")),
    Measure("Cups of tea served", "", 10, 200, ("day", "month", "town")),
    Measure("Electricity used", "kWh", 100, 900, ("month", "room", "year")),
    Measure("Water used", "m³", 5, 80, ("month", "town", "room")),
    Measure("Apples picked", "t", 2, 48, ("year", "town", "farm")),
    Measure("Trees planted", "", 50, 950, ("year", "town", "farm")),
    Measure("Parcels delivered", "", 30, 480, ("day", "month", "town")),
    Measure("Passengers", "million", 1, 38, ("transport", "year", "town")),
    Measure("Favourite sport", "pupils", 2, 40, ("sport",)),
    Measure("Favourite fruit", "votes", 3, 60, ("fruit",)),
    Measure("Time spent", "min", 5, 90, ("subject", "sport", "day")),
    Measure("Test result", "points", 20, 100, ("subject", "team")),
    Measure("Goals scored", "", 4, 90, ("team", "year")),
    Measure("Price", "€", 2, 45, ("fruit", "year", "month")),
    Measure("Eggs collected", "", 20, 320, ("day", "farm", "month")),
    Measure("Journeys", "thousand", 3, 75, ("transport", "day", "month")),
    Measure("Waste collected", "t", 5, 85, ("town", "month", "year")),
    Measure("Members", "", 40, 720, ("team", "year", "sport")),
    Measure("Concert tickets sold", "", 60, 1150, ("month", "town", "day")),
    Measure("Snow depth", "cm", 5, 130, ("town", "year", "day")),
)

CATEGORIES: dict[str, tuple[str, ...]] = {
    "town": (
        "Ashby", "Brookfield", "Corvale", "Dunmere", "Eastham", "Fernley", "Glenrock", "Harwick",
        "Inverloch", "Kelsey", "Larkhill", "Millbay", "Northwood", "Oakridge", "Pinefield",
        "Southport", "Thornbury",
    ),
    "month": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "day": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "year": tuple(str(year) for year in range(1991, 2026)),
    "museum": ("Art", "History", "Science", "Nature", "Railway", "Toys", "Maps", "Clocks"),
    "subject": (
        "Maths", "History", "Music", "Biology", "Physics", "Art", "Spanish", "Chemistry",
    ),
    "sport": (
        "Tennis", "Football", "Swimming", "Judo", "Rowing", "Handball", "Cycling", "Chess",
    ),
    "fruit": ("Apple", "Pear", "Plum", "Banana", "Cherry", "Grape", "Melon", "Lemon", "Peach"),
    "transport": ("Bus", "Tram", "Train", "Ferry", "Bicycle", "Car", "Metro", "On foot"),
    "room": ("Kitchen", "Bathroom", "Office", "Hall", "Garage", "Bedroom", "Cellar", "Laundry"),
    "team": ("Lions", "Falcons", "Bears", "Otters", "Hawks", "Foxes", "Wolves", "Sharks", "Owls"),
    "farm": ("Hill Farm", "Mill Farm", "Elm Farm", "Bay Farm", "Oak Farm", "Sun Farm", "Rye Farm"),
}  # fmt: skip

TIME = ("month", "day", "year")
LABELS = {
    "town": "Town", "month": "Month", "day": "Day", "year": "Year", "museum": "Museum",
    "subject": "Subject", "sport": "Sport", "fruit": "Fruit", "transport": "Means of transport",
    "room": "Room", "team": "Team", "farm": "Farm",
}  # fmt: skip

PLACES = (
    "Amber County", "Birch Valley", "Castle District", "the Delta", "Elm County", "Fairhaven Bay",
    "Green County", "the Highlands", "Iron Valley", "Juniper Coast", "Kings County", "the Lakes",
    "Maple District", "the North", "Old Province", "Port District", "Quarry Hills", "Rose County",
    "Silver Coast", "Tide Valley", "the Uplands", "the West", "Yarrow Valley", "Zinc Hills",
)  # fmt: skip

_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from `low` to `high` with a mark every `step`."""

    low: float
    high: float
    step: float

    def marks(self) -> list[float]:
        """The values of the marks, smallest first."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + at * self.step, 6) for at in range(count + 1)]

    def plain(self) -> dict[str, float]:
        """As JSON values."""
        return {"min": self.low, "max": self.high, "step": self.step}


def axis(high: float, low: float = 0.0) -> Axis:
    """A scale that holds the values with four to eight steps of 1, 2 or 5 times a power of ten."""
    size = 1e-3
    while True:
        for factor in _STEPS:
            step = factor * size
            start = step * (low // step)
            if (high - start) / step <= 7:
                count = -(-(high - start) // step)
                return Axis(round(start, 6), round(start + count * step, 6), round(step, 6))
        size *= 10


def number(value: float) -> str:
    """A value as it is written in charts: no needless decimals."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def with_unit(value: float, unit: str) -> str:
    """A value and its unit."""
    return f"{number(value)} {unit}".strip()


def row(pick: Pick, kind: str, count: int) -> list[str]:
    """Categories of a kind: times in their order and without gaps, others in any order."""
    pool = CATEGORIES[kind]
    if kind not in TIME:
        return pick.some(pool, count)
    count = min(count, len(pool))
    first = pick.between(0, len(pool) - count)
    return list(pool[first : first + count])


def title(pick: Pick, measure: Measure, kind: str, *, dated: bool = False) -> str:
    """A title for a chart of the measure over a kind of category; `dated` if it needs no year."""
    place, year = pick.one(PLACES), pick.between(1990, 2025)
    if dated or kind == "year":
        return f"{measure.name} in {place}"
    forms = ("{m} in {p}, {y}", "{m} by {k}, {p} {y}", "{m} by {k} in {p} ({y})")
    form = forms[0] if LABELS[kind].lower() in measure.name.lower() else pick.one(forms)
    return form.format(m=measure.name, k=LABELS[kind].lower(), p=place, y=year)


def values(pick: Pick, measure: Measure, count: int, grain: float) -> list[float]:
    """Different values within the measure's range, all multiples of the grain."""
    first, last = int(-(-measure.low // grain)), int(measure.high // grain)
    steps = pick.some(range(first, last + 1), count)
    return [round(step * grain, 6) for step in steps]
