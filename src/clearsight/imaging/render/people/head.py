"""The head of a drawn person. One face for all: a small, even smile."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.render.art.palette import COLOURS, RGB, dark, light
from clearsight.imaging.render.art.pen import Pen, arc, curve
from clearsight.imaging.render.people.person import HAIR

# The face is an oval about (0, 0), half axes 0.36 and 0.43; y down.


def behind(pen: Pen, someone: Mapping[str, Any]) -> None:
    """The hair that falls behind neck and shoulders, drawn before the body."""
    if someone["hair"] and not (someone["hat"] and someone["cut"] == "bun"):
        _hair_behind(pen, someone["cut"], HAIR[someone["hair"]])


def head(pen: Pen, someone: Mapping[str, Any], skin: RGB) -> None:
    """Face, hair in front of it, glasses, hat."""
    hair = HAIR[someone["hair"]] if someone["hair"] else skin
    for way in (-1, 1):
        pen.oval(way * 0.36, 0.03, (0.065, 0.095), skin)
    pen.oval(0, 0, (0.36, 0.43), skin)
    _face(pen, skin)
    _hair_in_front(pen, someone["cut"], hair)
    if someone["glasses"]:
        _glasses(pen, someone["glasses"])
    if someone["hat"]:
        _hat(pen, someone["hat"], COLOURS[someone["hat_colour"]])


def _face(pen: Pen, skin: RGB) -> None:
    ink = dark(skin, 0.72)
    for way in (-1, 1):
        pen.oval(way * 0.135, 0.0, (0.058, 0.046), (252, 252, 250), shade=0, edge=False)
        pen.oval(way * 0.135, 0.002, (0.034, 0.04), (58, 44, 38), shade=0, edge=False)
        pen.oval(way * 0.135 + 0.012, -0.012, (0.01, 0.01), (255, 255, 255), shade=0, edge=False)
        pen.line(arc(way * 0.135, -0.06, (0.08, 0.045), start=205, stop=335, steps=8), ink, 0.022)
    pen.line([(0.0, 0.04), (-0.03, 0.13), (0.015, 0.145)], dark(skin, 0.3), 0.018, smooth=True)
    pen.line(arc(0, 0.18, (0.11, 0.07), start=25, stop=155, steps=10), dark(skin, 0.62), 0.024)


def _hair_behind(pen: Pen, cut: str, hair: RGB) -> None:
    if cut == "long":
        outline = [(0, -0.52), (0.36, -0.38), (0.47, 0.0), (0.5, 0.5), (0.4, 0.72), (0.2, 0.7)]
        pen.fill([*outline, *[(-x, y) for x, y in reversed(outline[1:])]], hair, smooth=True)
    elif cut == "bob":
        outline = [(0, -0.5), (0.36, -0.38), (0.46, 0.0), (0.46, 0.32), (0.3, 0.38)]
        pen.fill([*outline, *[(-x, y) for x, y in reversed(outline[1:])]], hair, smooth=True)
    elif cut == "bun":
        pen.oval(0, -0.56, (0.17, 0.15), hair)
        pen.oval(0, -0.1, (0.4, 0.4), hair)
    elif cut == "curly":
        for x, y in (
            (-0.38, 0.05),
            (0.38, 0.05),
            (-0.42, -0.14),
            (0.42, -0.14),
            (-0.36, 0.2),
            (0.36, 0.2),
        ):
            pen.oval(x, y, (0.14, 0.14), hair)


def _hair_in_front(pen: Pen, cut: str, hair: RGB) -> None:
    if cut == "none":
        return
    if cut == "curly":
        for at in range(9):
            x, y = arc(0, -0.02, (0.34, 0.4), start=188, stop=352, steps=8)[at]
            pen.oval(x, y, (0.13, 0.12), hair)
        for x in (-0.17, 0.0, 0.17):
            pen.oval(x, -0.32, (0.13, 0.11), hair, edge=False)
        return
    top = arc(0, -0.04, (0.385, 0.44), start=184, stop=356, steps=24)
    fringe = {
        "short": [(0.35, -0.2), (0.2, -0.25), (0.0, -0.2), (-0.18, -0.28), (-0.34, -0.14)],
        "long": [(0.33, -0.02), (0.26, -0.2), (0.02, -0.3), (-0.26, -0.2), (-0.33, -0.02)],
        "bob": [(0.34, 0.02), (0.31, -0.16), (0.0, -0.18), (-0.31, -0.16), (-0.34, 0.02)],
        "bun": [(0.32, -0.14), (0.18, -0.28), (0.0, -0.31), (-0.18, -0.28), (-0.32, -0.14)],
    }[cut]
    pen.fill([*top, *curve(fringe, closed=False)], hair)


def _glasses(pen: Pen, kind: str) -> None:
    frame: RGB = (46, 46, 54)
    pen.line([(-0.06, -0.01), (0.0, -0.03), (0.06, -0.01)], frame, 0.022, smooth=True)
    for way in (-1, 1):
        pen.line([(way * 0.24, -0.02), (way * 0.36, -0.01)], frame, 0.022)
        if kind == "sunglasses":
            lens = [
                (way * 0.05, -0.07),
                (way * 0.25, -0.07),
                (way * 0.24, 0.05),
                (way * 0.13, 0.085),
                (way * 0.06, 0.04),
            ]
            pen.fill(lens, (40, 42, 54), smooth=True, shade=0.3)
        elif kind == "round glasses":
            rim = arc(way * 0.145, 0.005, (0.1, 0.1), start=0, stop=360)
            pen.line(rim, frame, 0.024)
        else:
            box = [(0.05, -0.075), (0.245, -0.075), (0.245, 0.085), (0.05, 0.085), (0.05, -0.075)]
            pen.line([(way * x, y) for x, y in box], frame, 0.026)


def _hat(pen: Pen, kind: str, colour: RGB) -> None:
    dome = arc(0, -0.17, (0.41, 0.38), start=180, stop=360)
    if kind == "cap":
        pen.fill(dome, colour)
        peak = [(-0.4, -0.2), (0.0, -0.26), (0.4, -0.2), (0.44, -0.12), (0.0, -0.2), (-0.44, -0.12)]
        pen.fill(peak, dark(colour, 0.25), smooth=True)
        pen.oval(0, -0.54, (0.04, 0.025), dark(colour, 0.25))
    elif kind == "beanie":
        pen.oval(0, -0.57, (0.09, 0.085), light(colour, 0.5))
        pen.fill(dome, colour)
        pen.box(-0.43, -0.28, (0.86, 0.14), light(colour, 0.25), round_=0.06)
        for at in range(-4, 5):
            pen.line([(at * 0.095, -0.26), (at * 0.095, -0.16)], dark(colour, 0.2), 0.012)
    elif kind == "helmet":
        pen.fill(arc(0, -0.13, (0.45, 0.45), start=180, stop=360), colour)
        for x in (-0.2, 0.0, 0.2):
            pen.oval(x, -0.36, (0.05, 0.12), dark(colour, 0.55), turn=x * 60, shade=0.1)
        for way in (-1, 1):
            pen.line([(way * 0.38, -0.12), (way * 0.22, 0.38)], (60, 60, 66), 0.022)
    else:
        pen.oval(0, -0.22, (0.62, 0.11), dark(colour, 0.06))
        crown = [
            (-0.38, -0.24),
            (-0.33, -0.56),
            (-0.14, -0.62),
            (0.0, -0.58),
            (0.14, -0.62),
            (0.33, -0.56),
            (0.38, -0.24),
        ]
        pen.fill([*curve(crown, closed=False), (0, -0.18)], colour)
        pen.fill(
            [(-0.37, -0.32), (0, -0.27), (0.37, -0.32), (0.38, -0.23), (0, -0.17), (-0.38, -0.23)],
            dark(colour, 0.5),
        )
