"""The cache of features: computed once, taken up again, kept when rows are added."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the extra train is not installed")

import torch

from clearsight.errors import UsageError
from clearsight.train.tiny import features
from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.rows import read_rows, write_rows
from clearsight.train.tiny.stage import bare
from clearsight.train.tiny.team import Team
from clearsight.vlm import Features
from tests.train.tiny.world import world


def test_features_are_kept_when_a_picture_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = world(tmp_path)
    path = tmp_path / "rows" / "train" / "people.jsonl"
    people = list(read_rows(path))
    for each in sorted((tmp_path / "rows").rglob("*.jsonl")):
        held = [row for row in read_rows(each) if not set(row.pictures) & set(people[0].pictures)]
        if held:
            write_rows(each, held)
        else:
            each.unlink()
    for each in (tmp_path / "measure").glob("*.jsonl"):
        each.unlink()
    model = bare(setting).model
    features.fill(Team(), model, tmp_path, "tower")
    first = Kept(tmp_path, tags=False)
    asked = first.digests[0]
    told = first.of([asked])

    looked: list[int] = []
    tower = model.tower.features

    def counted(pixels: torch.Tensor) -> Features:
        looked.append(len(pixels))
        made: Features = tower(pixels)
        return made

    monkeypatch.setattr(model.tower, "features", counted)
    write_rows(path, people)
    features.fill(Team(), model, tmp_path, "tower")

    assert len(Kept(tmp_path, tags=False).digests) == len(first.digests) + 1
    assert looked == [1, 1]  # one for the shapes of the arrays, one for the new picture
    again = Kept(tmp_path, tags=False).of([asked])
    assert told is not None
    assert again is not None
    assert torch.equal(told.patches, again.patches)

    looked.clear()
    features.fill(Team(), model, tmp_path, "another tower")
    assert sum(looked) == 1 + len(first.digests) + 1


def test_features_are_those_of_the_tower(tmp_path: Path) -> None:
    setting = world(tmp_path)
    model = bare(setting).model
    features.fill(Team(), model, tmp_path, "tower")
    kept = Kept(tmp_path, tags=False)

    digest = kept.digests[-1]
    seen = torch.from_numpy(np.stack([features.pixels(tmp_path, digest)]))
    found = kept.of([digest])
    assert found is not None
    torch.testing.assert_close(found.patches, model.tower.features(seen).patches)
    with pytest.raises(UsageError, match="rows changed since"):
        kept.of(["0" * 64])
    assert kept.of([]) is None


def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    setting = world(tmp_path)
    digest = features.pictures_of(setting.work)[0]
    features.picture_path(setting.work, digest).write_bytes(b"no picture")

    with pytest.raises(UsageError, match=digest):
        features.pixels(setting.work, digest)
    with pytest.raises(UsageError, match="holds no rows"):
        features.pictures_of(replace(setting, work=tmp_path / "none").work)
