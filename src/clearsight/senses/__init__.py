"""Senses: pixels in, a Reading out. One file per sense; each registers by entry point."""

from clearsight.senses.picture import Picture
from clearsight.senses.sense import Sense
from clearsight.senses.senses import Senses, get_senses, in_order

__all__ = ["Picture", "Sense", "Senses", "get_senses", "in_order"]
