"""The same request over the API, as text to copy: curl and Python."""

import json
import shlex

_PYTHON = """\
import base64, os
from openai import OpenAI

client = OpenAI(base_url={base}, api_key=os.environ.get("CLEARSIGHT_KEY", "none"))
with open("{file}", "rb") as photo:
    picture = "data:{media_type};base64," + base64.b64encode(photo.read()).decode()
answer = client.chat.completions.create(
    model={model},
    messages=[{{"role": "user", "content": [
        {words}{{"type": "image_url", "image_url": {{"url": picture}}}},
    ]}}],
)
print(answer.choices[0].message.refusal or answer.choices[0].message.content)
"""


def _file(media_type: str) -> str:
    return "photo.png" if media_type == "image/png" else "photo.jpg"


def curl(base: str, model: str, question: str, media_type: str) -> str:
    """A shell command; the picture goes through a pipe, since it is too long for an argument."""
    words = [{"type": "text", "text": question}] if question else []
    picture = {"type": "image_url", "image_url": {"url": f"data:{media_type};base64,HERE"}}
    body = {"model": model, "messages": [{"role": "user", "content": [*words, picture]}]}
    head, tail = json.dumps(body).rsplit("HERE", 1)
    file = _file(media_type)
    return (
        f"{{ printf %s {shlex.quote(head)}\n"
        f"  base64 < {file} | tr -d '\\n'\n"
        f"  printf %s {shlex.quote(tail)}; }} |\n"
        f"curl {shlex.quote(base + '/chat/completions')} \\\n"
        f'  -H "Authorization: Bearer $CLEARSIGHT_KEY" \\\n'
        f'  -H "Content-Type: application/json" --data-binary @-'
    )


def python(base: str, model: str, question: str, media_type: str) -> str:
    """A script for the openai package."""
    words = ""
    if question:
        words = '{"type": "text", "text": ' + json.dumps(question) + "},\n        "
    return _PYTHON.format(
        base=json.dumps(base), model=json.dumps(model), file=_file(media_type),
        media_type=media_type, words=words,
    )  # fmt: skip
