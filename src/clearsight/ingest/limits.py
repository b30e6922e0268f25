"""How much of a stranger's file we are willing to handle. One frozen value, passed everywhere."""

from dataclasses import dataclass

from clearsight.errors import UsageError

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one ingest door; all are judged from the header before anything is decoded.

    A picture is sent on so small that its longer side is at most `longest_px`, but never so small
    that its shorter side falls under `shortest_px`: a tall screenshot stays legible.

    Attributes:
        max_bytes: size of one encoded picture.
        max_pixels: width times height of JPEG, PNG and HEIC.
        max_pixels_heavy: the same for WebP and animations, whose decoders hold several copies of
            the canvas.
        max_side_px, min_side_px: bounds of either side.
        max_aspect: longer side divided by shorter side.
        max_frames: how many frames of an animation are taken; 1 takes the first, more are spread
            evenly from the first to the last.
        max_source_frames: how many frames an animation may have.
        decode_timeout_s: CPU seconds one picture may cost in the worker, all frames together.
        wall_timeout_s: seconds on the clock until a worker that does not answer is killed.
        memory_bytes: how far the worker may grow over its size at start.
        max_images: pictures in one conversation; the doors ask `Ingest.check_count`.
        longest_px, shortest_px: see above. 2048 is what common vision models take in at most.
    """

    max_bytes: int = 20 * MEBIBYTE
    max_pixels: int = 40_000_000
    max_pixels_heavy: int = 15_000_000
    max_side_px: int = 8000
    min_side_px: int = 1
    max_aspect: float = 100.0
    max_frames: int = 1
    max_source_frames: int = 2000
    decode_timeout_s: float = 2.0
    wall_timeout_s: float = 10.0
    memory_bytes: int = 300 * MEBIBYTE
    max_images: int = 20
    longest_px: int = 2048
    shortest_px: int = 768

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise UsageError(
                    f"Limits.{name} is {getattr(self, name)!r}, expected a number above 0; "
                    f"leave it out for the default"
                )
        if self.shortest_px > self.longest_px:
            raise UsageError(
                f"Limits.shortest_px ({self.shortest_px}) is above longest_px "
                f"({self.longest_px}); raise the second or lower the first"
            )
