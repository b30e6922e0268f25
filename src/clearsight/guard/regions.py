"""Completes findings with the regions of pictures that drove them, for the trace and the pages.

Detectors point at what they looked at: lines of text, or a whole picture. What is seen from the
Readings alone is added here: the faces that a question about people is about, and the places of
the things that a picture's tags name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from clearsight.aloud import View
from clearsight.content import Image
from clearsight.reading import WHOLE, Reading
from clearsight.verdict import Finding, Region

_PIXELS = ("image", "explicit_image")  # details of findings about a picture as a whole


def placed(view: View, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with their regions in the pictures of the conversation."""
    return tuple(_placed(view, finding) for finding in findings)


def _placed(view: View, finding: Finding) -> Finding:
    where = finding.where
    regions = where.regions
    if not regions and where.box is not None:
        regions = (Region(where.message, where.part, where.box),)
    if finding.detail not in _PIXELS:
        regions = tuple(one for region in regions for one in _things(view, region, finding))
    if finding.category.startswith("people/"):
        regions = (*regions, *_people(view))
    regions = tuple(dict.fromkeys(regions))
    if regions == where.regions:
        return finding
    return replace(finding, where=replace(where, regions=regions))


def _things(view: View, region: Region, finding: Finding) -> Iterator[Region]:
    """The things that the tags of a whole picture name, those of the evidence first."""
    image = _image(view, region)
    if region.box != WHOLE or image is None:
        yield region
        return
    things = [one for one in view.readings[image.digest].things if one.label != "person"]
    evidence = " ".join(finding.evidence).casefold()
    named = [one for one in things if one.label.casefold() in evidence] or things
    for one in named:
        yield replace(region, box=one.box)
    if not named:
        yield region


def _people(view: View) -> Iterator[Region]:
    shown = {image.digest for image in view.images}
    for number, message in enumerate(view.conversation):
        for index, part in enumerate(message.parts):
            if isinstance(part, Image) and part.digest in shown:
                yield from _faces(number, index, view.readings[part.digest])


def _faces(message: int, part: int, reading: Reading) -> Iterator[Region]:
    for person in reading.people:
        box = person.face or person.body
        if box is not None:
            yield Region(message, part, box)


def _image(view: View, region: Region) -> Image | None:
    try:
        part = view.conversation.messages[region.message].parts[region.part]
    except IndexError:
        return None
    return part if isinstance(part, Image) else None
