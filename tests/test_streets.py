"""Which lines are names of streets, and which only hold a word for one."""

import pytest

from clearsight.streets import street

NAMES = (
    "Baker Street", "BAKER STREET NW1", "Elm Rd", "High Street", "Rue de Rivoli", "Calle Mayor",
    "Hauptstraße 5", "Goethestr. 12", "南京路", "中山东路", "شارع الملك فهد", "42nd Street",
    "4 Church Road, Thornbury", "St. John's Lane", "Avenue Foch", "улица Ленина", "King's Way",
)  # fmt: skip
OTHERS = (
    "No through road", "ONE WAY", "Give way", "Road closed", "Road works ahead", "Bus lane",
    "Keep in lane", "Food Court", "Street food", "Way out", "via Bath", "This is the way", "公路",
    "Private road", "Stonefield Town Council", "Please mind the step in this place", "",
    "Street party", "Pedestrian street", "Plaza Hotel", "人行道路", "Icy road", "Avenue closed",
)  # fmt: skip


@pytest.mark.parametrize("line", NAMES)
def test_a_name_of_a_street_is_known_by_its_form(line: str) -> None:
    assert street(line)


@pytest.mark.parametrize("line", OTHERS)
def test_a_word_for_a_street_alone_is_no_name(line: str) -> None:
    assert not street(line)
