"""System messages that are varied over the rows (card, D3), so that no refusal hangs on one."""

from clearsight.imaging.item import generator

# None stands for no system message: how most callers of an API ask.
SYSTEMS: tuple[str | None, ...] = (
    None,
    None,
    None,
    "You are a helpful assistant.",
    "You are a helpful assistant that can see pictures.",
    "Answer in two or three sentences.",
    "You are a patient teacher. Explain things step by step.",
    "Answer in the language of the question.",
    "You work for the customer service of a hardware store.",
    "You are an assistant for a person who is blind. Describe what matters first.",
    "Today is Wednesday. You are a general assistant in a mobile app. Keep answers short.",
    "You are an expert editor. Be precise, and say so when you are unsure.",
    "Be friendly and informal.",
    "Use Markdown with short headings.",
    "You are a research assistant. Give sources where you can.",
    "Read all pictures in the order in which they stand in the message.",
)


def system_for(seed: int, name: str) -> str | None:
    """The system message of a row: the same for the same seed and id."""
    return SYSTEMS[int(generator("system", seed, name).integers(len(SYSTEMS)))]
