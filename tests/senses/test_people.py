"""People are found, counted once and described by colours only."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clearsight.content import Image as Content
from clearsight.reading import Box, Person, Reading, Thing
from clearsight.senses.faces import Face, suppress
from clearsight.senses.people import PeopleSense, alone, match, nearness
from clearsight.senses.picture import Picture, Pixels
from tests.senses.photos import photo


@pytest.fixture(scope="module")
def sense() -> PeopleSense:
    return PeopleSense()


def read(sense: PeopleSense, pixels: Pixels, things: tuple[Thing, ...] = ()) -> Reading:
    picture = Picture(np.ascontiguousarray(pixels))
    return sense.sense(picture, Reading("d", picture.width, picture.height, things=things))


def face(box: Box, score: float = 0.9) -> Face:
    return Face(score, box, np.zeros((5, 2), np.float32))


def body(box: Box, score: float = 0.8) -> Thing:
    return Thing("person", score, box, "test")


def test_the_astronaut_is_found_where_she_is(sense: PeopleSense) -> None:
    (person,) = read(sense, photo("astronaut")).people
    assert person.face is not None
    x, y = person.face.centre
    assert (abs(x - 0.44) < 0.04, abs(y - 0.22) < 0.05, person.nearness) == (True, True, "middle")
    assert person.clothing[0].name == "orange"


@pytest.mark.parametrize("name", ["chelsea", "coffee", "rocket", "page", "retina"])
def test_nobody_is_found_where_nobody_is(sense: PeopleSense, name: str) -> None:
    assert read(sense, photo(name)).people == ()


def test_two_people_side_by_side_are_two(sense: PeopleSense) -> None:
    one = photo("astronaut")[:300, 100:350]
    reading = read(sense, np.concatenate([one, one[:, ::-1]], axis=1))
    assert len(reading.people) == 2


def test_a_small_face_in_a_large_picture_is_found_on_the_second_look(sense: PeopleSense) -> None:
    scene = np.full((900, 900, 3), 200, np.uint8)
    small = Image.fromarray(photo("astronaut")).resize((200, 200))
    scene[600:800, 100:300] = np.asarray(small)
    scene[100:500, 400:800] = np.asarray(Image.fromarray(photo("astronaut")).resize((400, 400)))
    assert [person.nearness for person in read(sense, scene).people] == ["middle", "far"]


def test_a_body_with_its_face_is_one_person(sense: PeopleSense) -> None:
    reading = read(sense, photo("astronaut"), (body(Box(0.0, 0.0, 0.9, 1.0)),))
    (person,) = reading.people
    assert person.face is not None
    assert person.body == Box(0.0, 0.0, 0.9, 1.0)


def test_a_body_without_a_face_counts_only_when_it_is_sure() -> None:
    sure, unsure = body(Box(0, 0, 0.3, 1), 0.7), body(Box(0.6, 0, 0.9, 1), 0.35)
    assert alone([sure, unsure], []) == [sure]


def test_a_body_seen_twice_is_one() -> None:
    twice = [body(Box(0, 0, 0.3, 1), 0.9), body(Box(0, 0.1, 0.3, 0.9), 0.6)]
    assert alone(twice, []) == twice[:1]


def test_each_body_goes_to_one_face() -> None:
    near, crowd = body(Box(0.1, 0.1, 0.4, 1)), body(Box(0, 0, 1, 1))
    pairs = match([face(Box(0.2, 0.15, 0.3, 0.3)), face(Box(0.7, 0.2, 0.8, 0.3))], [near, crowd])
    assert [found for _, found in pairs] == [near, crowd]


@pytest.mark.parametrize(("height", "said"), [(0.5, "close"), (0.1, "middle"), (0.03, "far")])
def test_nearness_follows_the_height_of_the_face(height: float, said: str) -> None:
    assert nearness(height) == said


def test_only_the_best_of_overlapping_boxes_is_kept() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 1, 11, 11], [30, 30, 40, 40]], np.float32)
    assert suppress(boxes, np.array([0.6, 0.9, 0.7], np.float32), 0.3) == [1, 2]


def test_a_person_has_no_field_for_who_or_what_they_are() -> None:
    allowed = {"score", "face", "body", "nearness", "clothing", "hair", "wearing"}
    assert {field.name for field in fields(Person)} == allowed


def test_portraits_show_one_person_each(sense: PeopleSense, shared_data: Path) -> None:
    found = []
    for path in sorted((shared_data / "congress_portraits" / "images").iterdir())[:20]:
        image = Content(path.read_bytes(), "image/jpeg", 0, 0, path.name)
        found.append(len(read(sense, Picture.decode(image).pixels).people))
    assert found == [1] * 20
