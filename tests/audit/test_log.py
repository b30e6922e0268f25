"""The audit on disk: any one change is found, several processes share it, nothing is torn."""

import fcntl
import json
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from clearsight.audit import AuditLog, Link, verify
from clearsight.audit.chain import derived, genuine, read, sealed
from clearsight.audit.head import Head
from clearsight.errors import AuditError

SECRET = b"a pepper for tests, thirty-two characters or more"
KEY = derived(SECRET, "chain")
LINES = 12


def written(folder: Path, lines: int = LINES, **more: int) -> AuditLog:
    log = AuditLog(folder, SECRET, **more)
    for number in range(lines):
        log.append({"kind": "decision", "verdict": {"action": "refuse", "score": number / 7}})
    return log


def raw(folder: Path) -> list[bytes]:
    return (folder / "000001.jsonl").read_bytes().splitlines()


def put(folder: Path, lines: list[bytes]) -> None:
    (folder / "000001.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def test_a_sound_audit_is_sound_with_and_without_the_key(tmp_path: Path) -> None:
    log = written(tmp_path)
    head = log.head()
    log.close()
    for key in (KEY, None):
        found = verify(tmp_path, key)
        assert found.sound
        assert found.lines == LINES
        assert found.last == head
    assert verify(tmp_path, KEY, [head, Link.read(str(head))]).sound


@pytest.mark.parametrize("key", [KEY, None], ids=["keyed", "chain"])
@pytest.mark.parametrize("at", range(LINES))
def test_any_one_edit_is_found(tmp_path: Path, at: int, key: bytes | None) -> None:
    written(tmp_path).close()
    lines = raw(tmp_path)
    put(tmp_path, [*lines[:at], lines[at].replace(b"refuse", b"permit"), *lines[at + 1 :]])
    assert not verify(tmp_path, key).sound


@pytest.mark.parametrize("key", [KEY, None], ids=["keyed", "chain"])
@pytest.mark.parametrize("at", range(LINES))
@pytest.mark.parametrize(
    "change",
    [
        lambda lines, at: lines[:at] + lines[at + 1 :],
        lambda lines, at: [*lines[:at], lines[at], *lines[at:]],
        lambda lines, at: lines[at:] + lines[:at] if at else lines[::-1],
        lambda lines, at: [*lines[:at], lines[at - 1 if at else 1], *lines[at + 1 :]],
    ],
    ids=["deleted", "doubled", "reordered", "overwritten"],
)
def test_any_one_line_deleted_doubled_or_moved_is_found(
    tmp_path: Path,
    change: Callable[[list[bytes], int], list[bytes]],
    at: int,
    key: bytes | None,
) -> None:
    written(tmp_path).close()
    put(tmp_path, change(raw(tmp_path), at))
    assert not verify(tmp_path, key).sound


def test_every_single_byte_matters(tmp_path: Path) -> None:
    written(tmp_path, 3).close()
    place = tmp_path / "000001.jsonl"
    before = place.read_bytes()
    for at in range(len(before)):
        flipped = bytes([before[at] ^ 1])
        place.write_bytes(before[:at] + flipped + before[at + 1 :])
        assert not verify(tmp_path, KEY).sound, at


def test_a_chain_made_anew_without_the_key_is_found_with_it(tmp_path: Path) -> None:
    written(tmp_path).close()
    last, forged = Link(), []
    for line in raw(tmp_path):
        record = {k: v for k, v in json.loads(line).items() if k not in ("n", "prev", "mac")}
        record["verdict"] = {"action": "allow", "score": 0}
        new, last = sealed(record, last, b"another key")
        forged.append(new)
    put(tmp_path, forged)
    found = verify(tmp_path, KEY)
    assert sum("not written with this key" in fault.what for fault in found.faults) == LINES


def test_the_last_lines_cut_off_are_found(tmp_path: Path) -> None:
    written(tmp_path).close()
    put(tmp_path, raw(tmp_path)[:-1])
    assert [fault.place for fault in verify(tmp_path, None).faults] == ["the end"]
    with pytest.raises(AuditError, match="was cut from"):
        AuditLog(tmp_path, SECRET).append({"kind": "decision"})


def test_an_older_copy_put_back_is_found_by_a_place_kept_elsewhere(tmp_path: Path) -> None:
    log = written(tmp_path)
    old = {path: path.read_bytes() for path in tmp_path.iterdir()}
    log.append({"kind": "decision"})
    kept = log.head()
    log.close()
    for path, data in old.items():
        path.write_bytes(data)
    assert verify(tmp_path, KEY).sound
    (fault,) = verify(tmp_path, KEY, [kept]).faults
    assert f"line {kept.n}" in fault.what
    # Written on from there, the chain passes through another line of that number.
    AuditLog(tmp_path, SECRET).append({"kind": "other"})
    assert "another than the one" in str(verify(tmp_path, KEY, [kept]).faults[0])


@pytest.mark.parametrize("damage", [b"", b"x" * 512, b"{}", b"\xff"], ids=repr)
def test_a_damaged_head_stops_writing_and_is_found(tmp_path: Path, damage: bytes) -> None:
    written(tmp_path).close()
    (tmp_path / "head").write_bytes(damage)
    assert not verify(tmp_path, KEY).sound
    with pytest.raises(AuditError, match="head"):
        AuditLog(tmp_path, SECRET).append({"kind": "decision"})


def test_a_process_killed_before_its_first_line_keeps_nobody_from_starting(tmp_path: Path) -> None:
    for name in ("head", "000001.jsonl"):
        (tmp_path / name).touch(0o600)
    written(tmp_path, 2).close()
    assert len(raw(tmp_path)) == 2
    assert verify(tmp_path, KEY).sound


def test_a_process_killed_behind_its_first_line_keeps_nobody_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AuditLog(tmp_path, SECRET)
    write, calls = AuditLog._write_head, []

    def killed(self: AuditLog, head: Head) -> None:
        calls.append(head)
        if len(calls) == 2:
            raise KeyboardInterrupt
        write(self, head)

    monkeypatch.setattr(AuditLog, "_write_head", killed)
    with pytest.raises(KeyboardInterrupt):
        log.append({"kind": "decision", "verdict": {"action": "refuse", "score": 0.5}})
    log.close()
    monkeypatch.undo()
    written(tmp_path, 2).close()
    assert verify(tmp_path, KEY).sound


def test_another_pepper_cannot_write_on(tmp_path: Path) -> None:
    written(tmp_path).close()
    with pytest.raises(AuditError, match="another pepper"):
        AuditLog(tmp_path, b"another pepper, of thirty-two letters").append({"kind": "decision"})
    assert not verify(tmp_path, derived(b"another", "chain")).sound


def test_files_are_private_and_a_new_one_begins_when_one_is_full(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    written(folder, segment_bytes=700).close()
    files = sorted(path.name for path in folder.glob("*.jsonl"))
    assert len(files) > 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
    assert verify(folder, KEY).lines == LINES
    (folder / files[1]).unlink()
    assert not verify(folder, None).sound


def test_old_files_go_and_the_audit_says_so(tmp_path: Path) -> None:
    log = written(tmp_path, segment_bytes=700)
    assert log.prune(0) == []
    gone = log.prune(4e9)
    assert gone
    assert not (tmp_path / "000001.jsonl").exists()
    assert verify(tmp_path, KEY).sound
    (tmp_path / sorted(p.name for p in tmp_path.glob("*.jsonl"))[0]).unlink()
    assert not verify(tmp_path, KEY).sound


def test_a_first_file_removed_by_hand_is_found(tmp_path: Path) -> None:
    written(tmp_path, segment_bytes=700).close()
    (tmp_path / "000001.jsonl").unlink()
    assert [f.place for f in verify(tmp_path, KEY).faults] == ["the beginning"]


def _many(folder: Path, who: int) -> None:
    log = AuditLog(folder, SECRET, segment_bytes=20_000)
    for number in range(60):
        log.append({"kind": "decision", "who": who, "number": number})
    log.close()


def test_processes_share_one_audit(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    workers = [spawn.Process(target=_many, args=(tmp_path, who)) for who in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = verify(tmp_path, KEY)
    assert found.sound
    assert found.lines == 240
    lines = [
        json.loads(x) for p in sorted(tmp_path.glob("*.jsonl")) for x in p.read_bytes().splitlines()
    ]
    for who in range(4):
        assert [line["number"] for line in lines if line["who"] == who] == list(range(60))


def test_a_whole_line_beyond_the_head_is_taken_in(tmp_path: Path) -> None:
    log = written(tmp_path)
    line, link = sealed({"kind": "decision", "t": 1.0}, log.head(), KEY)
    log.close()
    with (tmp_path / "000001.jsonl").open("ab") as file:
        file.write(line + b"\n")
    again = AuditLog(tmp_path, SECRET)
    assert again.head() == link
    again.append({"kind": "decision"})
    assert verify(tmp_path, KEY).lines == LINES + 2


@pytest.mark.parametrize("torn", [b'{"n":13,"prev"', b"not ours\n", b"\x00" * 40])
def test_a_torn_end_is_put_aside_and_told_of(tmp_path: Path, torn: bytes) -> None:
    written(tmp_path).close()
    with (tmp_path / "000001.jsonl").open("ab") as file:
        file.write(torn)
    log = AuditLog(tmp_path, SECRET)
    log.append({"kind": "decision"})
    log.close()
    assert verify(tmp_path, KEY).sound
    told = json.loads(raw(tmp_path)[LINES])
    assert told["kind"] == "torn"
    assert told["bytes"] == len(torn)
    assert (tmp_path / told["file"]).read_bytes() == torn


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = written(tmp_path)
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:20]))
    with pytest.raises(AuditError, match="disk is full"):
        log.append({"kind": "decision"})
    monkeypatch.undo()
    log.append({"kind": "decision"})
    assert verify(tmp_path, KEY).lines == LINES + 1


def test_the_lock_is_given_back_after_an_error(tmp_path: Path) -> None:
    log = written(tmp_path)
    with pytest.raises(ValueError, match="own field"):
        log.append({"mac": "x"})
    with (tmp_path / "head").open("r+b") as head:
        fcntl.flock(head, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_only_whole_genuine_lines_are_genuine() -> None:
    line, _ = sealed({"kind": "x"}, Link(), KEY)
    assert genuine(read(line), KEY)
    assert not genuine(read(line), b"other")
    assert not genuine(read(b'{"n":1,"prev":"x"}'), KEY)


@pytest.mark.parametrize("text", ["", "7", "7:xyz", "-1:" + "0" * 64, "7:" + "G" * 64])
def test_a_place_that_is_none_is_an_error(text: str) -> None:
    with pytest.raises(AuditError, match="NUMBER:64-HEX-DIGITS"):
        Link.read(text)
