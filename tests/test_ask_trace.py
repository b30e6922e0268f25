"""What `clearsight ask --trace` prints of a finding's places."""

from clearsight.cli.ask import places, trace_lines
from clearsight.reading import Box
from clearsight.verdict import Finding, Region, Step, Where

BOX = Box(0.104, 0.2, 0.5, 0.25)


def test_a_finding_names_the_places_it_rests_on() -> None:
    where = Where(0, 0, regions=(Region(0, 1, BOX),))
    step = Step("before", (), 1.0, (Finding("illicit", 0.9, where, "words", "1"),))
    assert list(trace_lines(step))[1] == (
        "    finding  illicit 0.90 words@1  in: 0.1 (10-50 % across, 20-25 % down)"
    )


def test_a_long_list_of_places_is_cut_and_none_is_not_mentioned() -> None:
    many = Where(0, 0, regions=(Region(0, 0, BOX),) * 7)
    assert places(Finding("illicit", 0.9, many, "words", "1")).endswith(" and 3 more")
    assert places(Finding("illicit", 0.9, Where(0, 0), "words", "1")) == ""
