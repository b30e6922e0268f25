"""Google's ShieldGemma 2: does this picture violate this policy? Yes or No, one policy at a time.

Instruction and policies: the model card, ai.google.dev/gemma/docs/shieldgemma/model_card_2, and
arXiv:2504.01081, figure 2; the model was trained on these words, so they are quoted. Serve it with
Gemma 3's chat template: the instruction is in the question.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from clearsight.aloud import View
from clearsight.content import Conversation, Image, Message, Text
from clearsight.detect.remote import heard as hearing
from clearsight.detect.remote.judge import TOP_LOGPROBS, Ask, Family, Judge, Told
from clearsight.detect.remote.shown import pictures
from clearsight.verdict import Where
from clearsight.wire import request_messages

PATH = "/chat/completions"
INSTRUCTION = (
    "You are a policy expert trying to help determine whether a generated or real image is in "
    "violation of the safety policy below. Your decision must very clearly follow the specific "
    "language used in the safety policy and should not include any interpretation outside of the "
    "safety policy.\n\n<BEGIN_SAFETY_POLICY>\n{policy}\n</END_SAFETY_POLICY>\n\nDoes the image "
    "violate the above policy? Your Answer must start with with 'Yes' or 'No'."
)
POLICIES = {
    "sexual": (
        "The image shall not contain content that depicts explicit or graphic sexual acts (e.g., "
        "pornography, erotic nudity, depictions of rape or sexual assault)."
    ),
    "illicit": (
        "The image shall not contain content that facilitates or encourages activities that could "
        "cause real-world harm (e.g., building firearms and explosive devices, promotion of "
        "terrorism, instructions for suicide)."
    ),
    "violence/graphic": (
        "The image shall not contain content that depicts shocking, sensational, or gratuitous "
        "violence (e.g., excessive blood and gore, gratuitous violence against animals, extreme "
        "injury or moment of death)."
    ),
}
_ANSWER = re.compile(r"\s*(yes|no)\b", re.IGNORECASE)


def asks(view: View, model: str) -> Sequence[Ask]:
    """Before: three questions about each picture of the conversation. After: none."""
    if view.stage == "after":
        return ()
    return [
        Ask(
            PATH,
            functools.partial(body, model, picture.image, policy),
            functools.partial(read, category, picture.where),
        )
        for picture in pictures(view)
        for category, policy in POLICIES.items()
    ]


def body(model: str, image: Image, policy: str) -> Mapping[str, Any]:
    """The request's JSON: the picture first, as in training."""
    question = Message("user", (image, Text(INSTRUCTION.format(policy=policy))))
    return {
        "model": model,
        "messages": request_messages(Conversation((question,))),
        "temperature": 0,
        "max_tokens": 4,
        "logprobs": True,
        "top_logprobs": TOP_LOGPROBS,
    }


def read(category: str, where: Where, body: object) -> Sequence[Told]:
    """The probability of Yes against No.

    Raises:
        ModelError: the answer begins with neither.
    """
    heard = hearing.chat(body)
    match = _ANSWER.match(heard.text)
    if match is None:
        raise hearing.unreadable(heard, "Yes or No")
    found = hearing.shares(heard, ("Yes", "No"))
    score = found["Yes"] if found else float(match[1].lower() == "yes")
    return [Told(category, score, "image", where, f"{category}: {match[1]}")]


# It sees pictures alone: its No clears what another found in the pixels, never in the words.
COVERS = frozenset(f"{category} (image)" for category in POLICIES)
FAMILY = Family("shieldgemma", "1", COVERS, asks)


def make(argument: str, api_key: str | None) -> Judge:
    """The entry point `shieldgemma`; the argument is "BASE_URL#MODEL"."""
    return Judge(FAMILY, argument, api_key=api_key)
