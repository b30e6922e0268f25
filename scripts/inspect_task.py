"""Ten pictures of words, asked about through Inspect AI; runs in an environment of its own."""

import base64
import io

from inspect_ai import Task, task  # type: ignore[import-not-found, unused-ignore]
from inspect_ai.dataset import MemoryDataset, Sample  # type: ignore[import-not-found, unused-ignore]
from inspect_ai.model import (  # type: ignore[import-not-found, unused-ignore]
    ChatMessageUser,
    ContentImage,
    ContentText,
)
from inspect_ai.scorer import includes  # type: ignore[import-not-found, unused-ignore]
from inspect_ai.solver import generate  # type: ignore[import-not-found, unused-ignore]
from PIL import Image, ImageDraw, ImageFont

WORDS = ("BAKERY", "LIBRARY", "PLATFORM 4", "EXIT", "PHARMACY", "MUSEUM", "CLOSED", "TICKETS",
         "GARDEN", "HARBOUR")  # fmt: skip


@task  # type: ignore[untyped-decorator, unused-ignore]
def signs() -> Task:
    """Read ten signs."""
    return Task(
        dataset=MemoryDataset([_sample(words) for words in WORDS]),
        solver=generate(),
        scorer=includes(),
    )


def _sample(words: str) -> Sample:
    picture = Image.new("RGB", (640, 200), "white")
    ImageDraw.Draw(picture).text((40, 60), words, fill="black", font=ImageFont.load_default(60))
    out = io.BytesIO()
    picture.save(out, "PNG")
    url = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    content = [ContentText(text="What does the sign say?"), ContentImage(image=url)]
    return Sample(input=[ChatMessageUser(content=content)], target=words)
