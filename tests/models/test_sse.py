"""Any cut of the bytes of a stream gives the same events."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clearsight.models.sse import EventBuffer

BYTES = 'data: {"a": "é"}\n\n: comment\ndata: [DONE]\r\n\r\n'.encode()


@given(st.lists(st.integers(0, len(BYTES)), max_size=8))
def test_events_do_not_depend_on_how_bytes_arrive(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(BYTES)]
    buffer = EventBuffer()
    got = [e for a, b in pairwise(edges) for e in buffer.feed(BYTES[a:b])]
    assert got == ['{"a": "é"}', "[DONE]"]
