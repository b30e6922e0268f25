"""False alarms of the explicit sense on benign pictures: the policy's thresholds rest on them.

    apt-get download gcompris-qt-data tuxpaint-stamps-default gnome-backgrounds mate-backgrounds \\
      ukui-wallpapers plasma-workspace-wallpapers lomiri-wallpapers-16.04 lomiri-wallpapers-20.04 \\
      sway-backgrounds          # unpack each with dpkg -x into one folder
    python -m scripts.measure_explicit --debian FOLDER [--data DIR] [--seeds 100]

Gathers the pictures in a folder of the form that `clearsight bench explicit` takes, and measures
them as it does. Groups that are test only are reported apart. Recall is not measured: no explicit
picture is looked for or used.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from PIL import Image

from clearsight.build import load_policy
from clearsight.evals.explicit import Scored, curve, lines, scored, thresholds
from scripts.cpu import cpu_s
from scripts.measures import benign
from scripts.measures.table import table

ROOT = Path(__file__).resolve().parents[1]
MOST_PX = 2048  # of the longer side, as the ingest sends a picture on
HEAD = ("label", "group", "pictures", "refused", "refused or doubted", "highest")


def gather(found: Iterable[tuple[str, Image.Image]], folder: Path) -> None:
    """Write the pictures below folder/benign, by group, as an upload would bring them."""
    for number, (group, image) in enumerate(found):
        place = folder / "benign" / group.replace("/", " ")
        place.mkdir(parents=True, exist_ok=True)
        shown = image.convert("RGBA") if "transparency" in image.info else image
        shown.thumbnail((MOST_PX, MOST_PX))
        if shown.mode in ("RGBA", "LA"):
            shown.convert("RGBA").save(place / f"{number:05}.png", compress_level=1)
        else:
            shown.convert("RGB").save(place / f"{number:05}.jpg", quality=92)


def report(found: Sequence[Scored], presets: Sequence[str]) -> str:
    """Tables for each preset, then the curve over all."""
    parts = []
    for preset in presets:
        rule = thresholds(load_policy(preset))
        head = (*HEAD[:3], f"refused, from {rule.at:g}", f"or doubted, {rule.lower:g}", HEAD[5])
        parts.append(f"preset {preset}\n\n{table(head, lines(found, rule))}")
    parts.append(table(("score from", "benign"), curve(found)))
    bad = sum(one.score is None for one in found)
    return "\n\n".join([*parts, f"{bad} files were no pictures that are accepted"])


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    data = os.environ.get("CLEARSIGHT_DATA")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--data", type=Path, default=Path(data) if data else ROOT.parent / "shared" / "data"
    )
    parser.add_argument("--debian", type=Path, default=Path("/"), help="where packages are")
    parser.add_argument("--seeds", type=int, default=100, help="rendered pictures of each kind")
    given = parser.parse_args(argv)
    start = cpu_s()
    with tempfile.TemporaryDirectory() as name:
        folder, apart = Path(name) / "all", Path(name) / "apart"
        people = [one for one in benign.published(given.data) if one[0].startswith("people")]
        sources = (
            benign.published(given.data),
            benign.faces(people),
            benign.packaged(given.debian),
            benign.rendered(given.seeds),
        )
        gather(benign.large(chain(*sources)), folder)
        gather(benign.tested(given.data), apart)
        print(report(list(scored(folder)), ("default", "strict")))
        print("\ntest only\n\n" + report(list(scored(apart)), ("default",)))
    print(f"\n{cpu_s() - start:.0f} s of CPU time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
