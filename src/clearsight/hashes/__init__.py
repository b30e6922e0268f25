"""Known pictures: uploads are compared with hash lists before anything else looks at them.

For services that hold lists of known abuse or extremist pictures, and for lists in files. No list
comes with this package; without a matcher nothing is computed. See docs/hashes.md.
"""

from clearsight.hashes.match import HashMatcher, Hit, Perceptual, Prints
from clearsight.hashes.screen import Screen
from clearsight.hashes.settings import HashSettings, screen_of

__all__ = [
    "HashMatcher",
    "HashSettings",
    "Hit",
    "Perceptual",
    "Prints",
    "Screen",
    "screen_of",
]
