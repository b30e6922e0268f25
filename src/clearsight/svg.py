"""A small writer of SVG: shapes and words, with a title and a description for those who hear it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
Place = tuple[float, float]
Look = str | float | None


@dataclass(slots=True)
class Svg:
    """A drawing; sizes and places in px, y downwards.

    Attributes:
        title: what it is, in a few words.
        desc: what it shows, for those who cannot see it.
    """

    width: float
    height: float
    title: str
    desc: str
    parts: list[str] = field(default_factory=list)

    def add(self, element: str, body: str | None = None, /, **attributes: Look) -> None:
        """One element; `_` in an attribute's name stands for `-`."""
        given = "".join(
            f" {key.replace('_', '-')}={quoteattr(_value(value))}"
            for key, value in attributes.items()
            if value is not None
        )
        end = "/>" if body is None else f">{escape(body)}</{element}>"
        self.parts.append(f"<{element}{given}{end}")

    def line(self, start: Place, end: Place, **look: Look) -> None:
        """A straight line."""
        self.add("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **look)

    def path(self, places: Sequence[Place], **look: Look) -> None:
        """Lines from place to place."""
        written = " ".join(f"{_value(x)},{_value(y)}" for x, y in places)
        self.add("polyline", points=written, fill="none", **look)

    def words(self, text: str, at: Place, **look: Look) -> None:
        """A line of words, its baseline starting at a place unless `text_anchor` says otherwise."""
        self.add("text", text, x=at[0], y=at[1], **look)

    def __str__(self) -> str:
        size = f'width="{_value(self.width)}" height="{_value(self.height)}"'
        view = f'viewBox="0 0 {_value(self.width)} {_value(self.height)}"'
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" '
            f'aria-labelledby="title desc" font-family="{FONT}" font-size="14" fill="#1a1a1a">'
        )
        named = f'<title id="title">{escape(self.title)}</title>'
        told = f'<desc id="desc">{escape(self.desc)}</desc>'
        paper = '<rect width="100%" height="100%" fill="#ffffff"/>'
        return "\n".join([head, named, told, paper, *self.parts, "</svg>", ""])


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
