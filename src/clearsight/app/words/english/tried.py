"""The page that compares two guards."""

from clearsight.app.words.source import text

TEXTS = (
    text("try_title", "Compare two guards"),
    text(
        "try_lead",
        "The same picture and question go to two models or two policies. Every stage is "
        "shown: what was found, what was decided, how long it took.",
    ),
    text("try_side", "Side {side}"),
    text("try_model", "Model"),
    text("try_policy", "Policy"),
    text("try_run", "Run both"),
    text("try_again", "Run again with this photo"),
    text("try_stage", "Stage"),
    text("try_time", "Time"),
    text("try_found", "Findings"),
    text("try_decided", "Decision"),
    text("try_nothing", "none"),
    text("try_failures", "Failures"),
    text("try_total", "{ms} ms in all"),
    text("try_trace", "Trace {id}"),
    text("try_snippets", "Do the same over the API"),
    text(
        "try_snippets_hint",
        "The policy belongs to the API key: make one with “clearsight keys create”.",
    ),
    text("try_curl", "Shell, with curl"),
    text("try_python", "Python, with the openai package"),
    text("stage_read", "Read the picture"),
    text("stage_before", "Judge the request"),
    text("stage_described", "Ask what the picture shows"),
    text("stage_model", "Ask the model"),
    text("stage_after", "Judge the answer"),
    text("action_allow", "allowed"),
    text("action_warn", "allowed with a warning"),
    text("action_refuse", "refused"),
    text("action_person", "to a person"),
)
