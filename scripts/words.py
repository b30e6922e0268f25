"""Bring the catalogues of the pages' texts up to date and compile them; what is translated stays.

Run from the repository: python -m scripts.words [--add CODE | --check]. Uses Babel, a developers'
tool; a running server reads the compiled catalogues by the standard library.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "clearsight"
FOLDER = SOURCE / "app" / "words" / "catalogues"
# Which argument of our two markers is context, text and plural.
KEYWORDS = {"text": ((1, "c"), 2), "many": ((1, "c"), 2, 3)}


def extracted() -> Catalog:
    """Every text that the source marks, in the order of the source."""
    found = Catalog(project="clearsight", charset="utf-8")
    folder = SOURCE / "app" / "words" / "english"
    marked = extract_from_dir(folder, method_map=[("**.py", "python")], keywords=KEYWORDS)
    for name, line, message, comments, context in marked:
        found.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return found


def read(path: Path) -> Catalog:
    """A catalogue in the language that its file is named after."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def updated(catalogue: Catalog, template: Catalog) -> Catalog:
    """The catalogue with the template's texts: new ones empty, changed ones marked as fuzzy."""
    when = catalogue.creation_date
    catalogue.update(template)
    catalogue.obsolete.clear()
    catalogue.creation_date = when  # no date changes when nothing else does
    return catalogue


def written(catalogue: Catalog) -> tuple[bytes, bytes]:
    """What stands in the .po and the .mo."""
    for message in catalogue:
        message.flags.discard("python-format")  # our places are in braces; "50 % so" is no format
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, no_location=True, width=100)
    write_mo(mo, catalogue)
    return po.getvalue(), mo.getvalue()


def stale() -> Iterator[str]:
    """Names of files that are not what the source and the .po make of them."""
    template = extracted()
    for path in sorted(FOLDER.glob("*.po")):
        po, mo = written(updated(read(path), template))
        for file, data in ((path, po), (path.with_suffix(".mo"), mo)):
            if not file.is_file() or file.read_bytes() != data:
                yield file.name


def main() -> int:
    """Update and compile, or check."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--add", metavar="CODE", help="begin a catalogue, such as fr")
    parser.add_argument("--check", action="store_true", help="fail when a file is not up to date")
    options = parser.parse_args()
    if options.check:
        found = list(stale())
        print(f"not up to date: {', '.join(found)}; run: python -m scripts.words" if found else
              "words: every catalogue is up to date")  # fmt: skip
        return int(bool(found))
    if options.add:
        begun = Catalog(
            locale=Locale.parse(options.add), project="clearsight", version="pages",
            msgid_bugs_address="see docs/page.md", charset="utf-8", fuzzy=False,
        )  # fmt: skip
        (FOLDER / f"{begun.locale_identifier}.po").write_bytes(written(begun)[0])
    template = extracted()
    for path in sorted(FOLDER.glob("*.po")):
        po, mo = written(updated(read(path), template))
        path.write_bytes(po)
        path.with_suffix(".mo").write_bytes(mo)
    return 0


if __name__ == "__main__":
    sys.exit(main())
