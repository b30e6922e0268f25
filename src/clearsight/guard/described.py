"""What the served model says a picture shows, asked before an unsure request is decided (S5).

The embedded senses name few things; a real vision model behind the guard sees the bridge in
"should I do this?". Its words are untrusted (a picture can hold words that steer it), are judged
as what the picture shows, and are never shown to the user. See docs/detectors.md.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from clearsight.cache import TimedCache
from clearsight.content import Conversation, Image, Text, said
from clearsight.policy.rules import SelfDescription
from clearsight.reading import Reading
from clearsight.roles import Model, sees
from clearsight.trace import digest
from clearsight.verdict import Failure, Usage, Verdict, added

PART = "model:self-description"
_CHARS_PER_TOKEN = 4  # where the endpoint counts none, as everywhere else
# It stands in "[picture: ...]", must not close it, and is one thought with the words beside it.
_INSIDE = str.maketrans("[].!?。！？؟।", "();;;;;;;;")

# Descriptions of one picture, by who was asked what.
Descriptions = Mapping[str, str]


class Kept(Protocol):
    """A tenant's corner of a cache of descriptions, by the picture's digest; memory only."""

    def get(self, digest: str) -> Descriptions | None: ...

    def put(self, digest: str, value: Descriptions) -> None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """One picture's description, or why there is none; `spent` by whoever asked for it."""

    text: str = ""
    failure: Failure | None = None
    spent: Usage | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """What was told about a request's pictures.

    Attributes:
        texts: by the picture's digest; a picture that failed has none.
        spent: tokens of this call alone; None when nothing was asked.
    """

    texts: Mapping[str, str]
    failures: tuple[Failure, ...]
    spent: Usage | None
    note: str

    def into(self, readings: Mapping[str, Reading]) -> dict[str, Reading]:
        """The Readings with the descriptions in them, for one judgement."""
        return {
            key: replace(reading, described=self.texts.get(key, ""))
            for key, reading in readings.items()
        }


class SelfDescriber:
    """Asks the served model, once a picture.

    Args:
        model: is asked only when it declares that it sees (`roles.sees`).
        kept: where descriptions are kept; a cache of one's own when None.
    """

    def __init__(self, model: Model, settings: SelfDescription, kept: Kept | None = None) -> None:
        self._model, self._settings = model, settings
        self._kept: Kept = TimedCache[Descriptions]().of("") if kept is None else kept
        self._key = digest(f"{model.name}\0{settings.prompt}\0{settings.max_tokens}")
        self._under_way: dict[str, asyncio.Task[Answer]] = {}

    @property
    def able(self) -> bool:
        """Whether the policy wishes it and the model sees."""
        return self._settings.ask and sees(self._model)

    async def tell(self, images: Sequence[Image]) -> Told:
        """Describe each distinct picture; what goes wrong is a Failure, never an exception."""
        distinct = list({image.digest: image for image in images}.items())
        looked, left = distinct[: self._settings.pictures], distinct[self._settings.pictures :]
        answers = await asyncio.gather(*(self._tell(image) for _, image in looked))
        found = {key: one.text for (key, _), one in zip(looked, answers, strict=True) if one.text}
        failures = [one.failure for one in answers if one.failure is not None]
        if left:
            text = f"{len(left)} pictures more than are described"
            failures.append(Failure(PART, "unscannable", text))
        spent = None
        for one in answers:
            spent = added(spent, one.spent)
        asked = sum(one.asked for one in answers)
        note = f"{asked} asked, {len(answers) - asked} known, {len(failures)} failed"
        return Told(found, tuple(dict.fromkeys(failures)), spent, note)

    async def _tell(self, image: Image) -> Answer:
        known = (self._kept.get(image.digest) or {}).get(self._key)
        if known is not None:
            return Answer(known, asked=False)
        running = self._under_way.get(image.digest)
        if running is not None and running.get_loop() is asyncio.get_running_loop():
            # Whoever asked first pays for it.
            return replace(await asyncio.shield(running), spent=None, asked=False)
        task = asyncio.ensure_future(self._ask(image))
        self._under_way[image.digest] = task
        return await asyncio.shield(task)

    async def _ask(self, image: Image) -> Answer:
        limit_s = self._settings.timeout_s
        try:
            reply = await asyncio.wait_for(self._model.reply(self._question(image)), limit_s)
        except TimeoutError:
            text = f"no description within {limit_s:g} s"
            return Answer(failure=Failure(PART, "timeout", text))
        except Exception as error:  # noqa: BLE001  the policy says what a failure means
            return Answer(failure=Failure(PART, "error", type(error).__name__))
        finally:
            self._under_way.pop(image.digest, None)
        words = cleaned(reply.text, self._settings.max_chars)
        prompt = len(self._settings.prompt) // _CHARS_PER_TOKEN + 1
        spent = reply.usage or Usage(prompt, len(reply.text) // _CHARS_PER_TOKEN + 1)
        if not words or reply.finish_reason == "content_filter" or reply.refusal is not None:
            failure = Failure(PART, "unscannable", "the model gave no description")
            return Answer(failure=failure, spent=spent)
        before = self._kept.get(image.digest) or {}
        self._kept.put(image.digest, {**before, self._key: words})
        return Answer(words, spent=spent)

    def _question(self, image: Image) -> Conversation:
        """The picture and the policy's prompt alone: nothing of the user's words goes along."""
        options = dict(self._settings.options)
        if "max_completion_tokens" not in options:
            options.setdefault("max_tokens", self._settings.max_tokens)
        message = said("user", image, Text(self._settings.prompt))
        return Conversation((message,), options=options)


def cleaned(text: str, most_chars: int) -> str:
    """A description on one line that cannot leave its place in the conversation read aloud."""
    return " ".join(text[: 4 * most_chars].translate(_INSIDE).split())[:most_chars].strip()


def named(verdict: Verdict, *, failed: bool) -> Verdict:
    """The Verdict of the second look, its rule named after this stage.

    A request that should have been described and was not stays unsure: its answer must face the
    stricter threshold.
    """
    rule = verdict.rule.replace("before.", "described.", 1)
    return replace(verdict, rule=rule, grey=verdict.grey or (failed and not verdict.stops))
