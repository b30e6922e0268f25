"""The index file: one SQLite database that holds pictures, their bytes and the words for them."""

import sqlite3
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.imaging.index.looks import unsigned
from clearsight.imaging.index.picture import Picture

FORMAT = 1
# What a term is to its concept, the closest last. "Knife" finds the kitchen knife before it finds
# all that has knives among its keywords.
IN_NAME, KEYWORD, KEYWORD_IN_NAME, HEAD_OF_NAME, NAME = range(5)
TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE concept (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    concrete INTEGER NOT NULL, keywords INTEGER NOT NULL DEFAULT 0);
CREATE TABLE picture (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    concept INTEGER NOT NULL REFERENCES concept, collection TEXT NOT NULL, licence TEXT NOT NULL,
    permissive INTEGER NOT NULL, origin TEXT NOT NULL, credit TEXT NOT NULL, digest TEXT NOT NULL,
    dhash INTEGER NOT NULL, colours BLOB NOT NULL, width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE term (text TEXT NOT NULL, language TEXT NOT NULL, concept INTEGER NOT NULL,
    rank INTEGER NOT NULL, shown TEXT NOT NULL,
    PRIMARY KEY (text, language, concept)) WITHOUT ROWID;
CREATE INDEX picture_concept ON picture (concept);
CREATE INDEX term_concept ON term (concept);
"""
PICTURE = (
    "picture.id, concept.name, picture.collection, picture.licence, picture.origin, "
    "picture.credit, picture.digest, picture.dhash, picture.width_px, picture.height_px, "
    "concept.concrete"
)


def connect(path: Path) -> sqlite3.Connection:
    """An index file, for reading only.

    Raises:
        UsageError: there is none, or it is not one that this version can read.
    """
    if not path.is_file():
        raise UsageError(
            f"there is no picture index at {path}; build one: scripts/install-pictures, then "
            "python -m clearsight.imaging.index"
        )
    try:
        connection = sqlite3.connect(
            f"file:{path.resolve()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        row = connection.execute("SELECT value FROM about WHERE key = 'format'").fetchone()
    except sqlite3.Error as error:
        raise UsageError(f"{path} is no picture index ({error}); build it again") from error
    if row is None or row[0] != str(FORMAT):
        raise UsageError(f"{path} has another format than {FORMAT}; build the index again")
    return connection


def picture(row: tuple[str, str, str, str, str, str, str, int, int, int, int]) -> Picture:
    """A row of PICTURE's columns as a value."""
    name, concept, collection, licence, origin, credit, digest, dhash, width, height, concrete = row
    return Picture(
        name,
        concept,
        collection,
        licence,
        origin,
        credit,
        digest,
        unsigned(dhash),
        width,
        height,
        bool(concrete),
    )
