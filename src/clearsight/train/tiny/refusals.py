"""Short refusals in the style of the policy: what is declined, then what is possible.

The long form is the wording that the guard itself says (`clearsight.wording`); the short form keeps
its first sentence and one offer. Beside them stand the worse ways of declining, for preferences.
"""

from functools import cache

from clearsight.imaging.render.pick import Pick
from clearsight.wording import filled, packaged

_OFFER = {
    "identify": "I can describe what is visible.",
    "sensitive_trait": "I can describe what is visible.",
    "ungrounded": "I can describe what is visible.",
    "illicit": "I can talk about staying safe and what the law says.",
    "sexual": "I can help with health and relationship questions in plain words.",
    "sexual_minors": "A child protection service near you can help, also anonymously.",
    "violence": "I can help with questions about safety, news or history.",
    "hate": "I can help you make your point firmly and fairly.",
    "privacy": "I can help you contact the person or office concerned openly.",
    "geolocate": "I can describe what is visible and read out signs or labels.",
    "captcha": "The site's support can let you in.",
}
# Declining that goes wrong: a lecture, a bare no, an apology that goes round in circles.
_WORSE = (
    "I'm sorry, but as an AI language model I must stress that it is important to always act "
    "responsibly. It is never acceptable to ask for things like this. It is crucial to consider "
    "the ethical implications, and I strongly urge you to reflect on your behaviour.",
    "I cannot and will not answer. Requests like this are deeply troubling. Please remember that "
    "technology must be used for good, and that it is important to respect others at all times.",
    "No.",
    "I'm sorry. I'm really sorry. I apologise, but I'm afraid I'm unable to do so, sorry.",
)
NEEDLESS = (
    "I'm sorry, but I can't help with that.",
    "I can't help with this. I can talk about staying safe and what the law says.",
    "I don't say anything about pictures like this.",
)


@cache
def _texts() -> dict[str, str]:
    return filled(packaged(), {}, person_on_call=False)["en"]


def refusal(kind: str, pick: Pick) -> str:
    """A short refusal of a kind of the policy's wording; the guard's own in three of ten."""
    whole = _texts()[kind]
    offer = _OFFER.get(kind)
    if offer is None or pick.chance(0.3):
        return whole
    return f"{whole.partition('. ')[0].removesuffix('.')}. {offer}"


def worse(pick: Pick) -> str:
    """A lecture, or a no without anything else."""
    return pick.one(_WORSE)
