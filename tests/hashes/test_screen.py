"""The screen at the ingest: first of all, closed on failure, silent about what it found."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clearsight.cache import TimedCache
from clearsight.content import Image
from clearsight.errors import IngestError, UnknownName, UsageError
from clearsight.hashes import HashSettings, Hit, Prints, Screen, screen_of
from clearsight.ingest import Ingest
from clearsight.ingest.pool import Pool
from tests.hashes.support import drawn, encoded, listed, pdq, sha256

DATA = encoded(drawn(4))


@dataclass
class Matcher:
    """Says what it is told to say, and keeps what it was asked."""

    hits: Sequence[object] = ()
    error: Exception | None = None
    wait_s: float = 0.0
    only_decoded: bool = False
    name: str = "double"
    version: str = "1"
    asked: list[Prints] = field(default_factory=list)

    def match(self, prints: Prints) -> Sequence[Hit]:
        self.asked.append(prints)
        time.sleep(self.wait_s)
        if self.error is not None:
            raise self.error
        known = () if self.only_decoded and not prints.decoded else self.hits
        return known  # type: ignore[return-value]


class NoPool(Pool):
    """A decoder that must not be reached."""

    def __init__(self) -> None:
        self.size = 1

    def run(self, head: object, body: bytes, *, max_body_bytes: int) -> object:  # type: ignore[override]
        raise AssertionError("the file was given to a decoder")

    def close(self) -> None:
        """Nothing to end."""


HIT = (Hit("bad-list", "entry", "pdq", 3),)


def test_what_is_not_known_passes_and_was_asked_twice() -> None:
    matcher = Matcher()
    with Ingest(screen=Screen([matcher])) as ingest:
        (image,) = ingest.open_bytes(DATA)
    assert image.width_px == 480
    assert [prints.decoded for prints in matcher.asked] == [False, True]
    assert matcher.asked[0].sha256 == sha256(DATA)
    assert matcher.asked[1].pictures[0].hash == pdq(drawn(4))


def test_a_known_file_reaches_no_decoder() -> None:
    screen = Screen([Matcher(HIT)])
    with Ingest(pool=NoPool(), screen=screen) as ingest, pytest.raises(IngestError) as caught:
        ingest.open_bytes(DATA)
    assert caught.value.code == "not_accepted"


def test_a_known_picture_gets_into_no_cache_and_one_remembered_is_asked_about_again() -> None:
    cache, matcher = TimedCache[tuple[Image, ...]](), Matcher(HIT, only_decoded=True)
    with Ingest(cache=cache.of(""), screen=Screen([matcher])) as ingest:
        with pytest.raises(IngestError):
            ingest.open_bytes(DATA)
        assert len(cache) == 0
        matcher.hits = ()
        ingest.open_bytes(DATA)
        assert len(cache) == 1
        matcher.hits = HIT
        with pytest.raises(IngestError):
            ingest.open_bytes(DATA)


@pytest.mark.parametrize(
    "matcher",
    [
        Matcher(error=ValueError("SECRET")),
        Matcher(wait_s=3),
        Matcher(("no hit",)),
        Matcher(error=SystemExit()),  # type: ignore[arg-type]
    ],
    ids=["raises", "hangs", "no Hit", "wants to end the process"],
)
def test_a_matcher_that_does_not_work_keeps_every_picture_out(
    matcher: Matcher, caplog: pytest.LogCaptureFixture
) -> None:
    screen = Screen([matcher], timeout_s=0.1)
    with Ingest(pool=NoPool(), screen=screen) as ingest, pytest.raises(IngestError) as caught:
        ingest.open_bytes(DATA)
    assert caught.value.code == "hash_check_failed"
    assert "hash_check_failed matchers=double" in caplog.text
    assert "SECRET" not in caplog.text + str(caught.value)


def test_a_hit_counts_when_another_matcher_breaks() -> None:
    broken, hit = Matcher(error=OSError()), Matcher(HIT)
    screen = Screen([broken, hit])
    with Ingest(pool=NoPool(), screen=screen) as ingest, pytest.raises(IngestError) as caught:
        ingest.open_bytes(DATA)
    assert caught.value.code == "not_accepted"


def test_a_picture_that_has_no_hash_to_be_made_is_kept_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        raise OSError("no such decoder")

    monkeypatch.setattr("clearsight.hashes.pdq.perceptual", broken)
    with Ingest(screen=Screen([Matcher()])) as ingest, pytest.raises(IngestError) as caught:
        ingest.open_bytes(DATA)
    assert caught.value.code == "hash_check_failed"


def test_the_audit_line_has_the_lists_name_alone(caplog: pytest.LogCaptureFixture) -> None:
    strange = Hit("bad list\nforged", "SECRET-ENTRY", "pdq", 3)
    caplog.set_level(logging.WARNING, "clearsight.hashes")
    screen = Screen([Matcher((strange,))])
    with Ingest(pool=NoPool(), screen=screen) as ingest, pytest.raises(IngestError):
        ingest.open_bytes(DATA)
    (record,) = caplog.records
    assert record.getMessage() == "hash_hit list=bad_list_forged preserved=no"


@pytest.mark.parametrize("works", [True, False])
def test_what_the_legal_procedure_asks_for_is_done_and_noted(
    works: bool, caplog: pytest.LogCaptureFixture
) -> None:
    kept: list[tuple[Hit, str, bytes]] = []

    def keep(hit: Hit, prints: Prints, data: bytes) -> None:
        kept.append((hit, prints.sha256, data))
        if not works:
            raise OSError("disk full")

    screen = Screen([Matcher(HIT)], keep)
    with Ingest(pool=NoPool(), screen=screen) as ingest, pytest.raises(IngestError):
        ingest.open_bytes(DATA)
    assert kept == [(HIT[0], sha256(DATA), DATA)]
    assert f"preserved={'yes' if works else 'failed'}" in caplog.text


def test_settings_name_matchers_and_mistakes_are_errors_at_the_start(tmp_path: Path) -> None:
    path = listed(tmp_path / "a.csv", ("sha256", sha256(DATA)))
    screen = screen_of(HashSettings((f"list:{path}",)))
    assert screen is not None
    with pytest.raises(IngestError):
        screen.file(DATA)
    assert screen_of(HashSettings()) is None
    for settings, message in (
        (HashSettings(on_hit="preserve"), "no hash matcher is named|needs a folder"),
        (HashSettings(("list:x",), on_hit="keep"), "on_hash_hit is 'keep', expected"),
        (HashSettings(("service:ftp://x",)), "service:https://HOST/PATH"),
        (HashSettings((f"list:{path}",), on_hit="preserve"), "needs a folder and a certificate"),
    ):
        with pytest.raises(UsageError, match=message):
            screen_of(settings)
    with pytest.raises(UnknownName):
        screen_of(HashSettings(("none:x",)))
