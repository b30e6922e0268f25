"""Pictures found by words in many languages, each with its licence and origin."""

from clearsight.imaging.index.build import Built, Sources, build
from clearsight.imaging.index.index import Index, default_path
from clearsight.imaging.index.packs import PACKS, Pack, installed, pictures_folder
from clearsight.imaging.index.picture import PERMISSIVE, Aligned, Match, Picture

__all__ = [
    "PACKS",
    "PERMISSIVE",
    "Aligned",
    "Built",
    "Index",
    "Match",
    "Pack",
    "Picture",
    "Sources",
    "build",
    "default_path",
    "installed",
    "pictures_folder",
]
