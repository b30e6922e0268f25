"""Ten pictures of words, asked about through Inspect AI; runs in an environment of its own."""

import base64
import io

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageUser, Content, ContentImage, ContentText
from inspect_ai.scorer import includes
from inspect_ai.solver import generate
from PIL import Image, ImageDraw, ImageFont

WORDS = ("BAKERY", "LIBRARY", "PLATFORM 4", "EXIT", "PHARMACY", "MUSEUM", "CLOSED", "TICKETS",
         "GARDEN", "HARBOUR")  # fmt: skip


@task
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
    asked = ContentText(text="What does the sign say?")
    content: list[Content] = [asked, ContentImage(image=url)]
    return Sample(input=[ChatMessageUser(content=content)], target=words)
