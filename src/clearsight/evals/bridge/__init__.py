"""Inspect AI: the runner. This room alone imports it (extra `[evals]`).

provider   a Clearsight model in its stack as an Inspect model, the guard's verdict kept
ask        items <-> Inspect's samples and messages; pictures stand in them by content
scoring    our scorers as an Inspect scorer; the record of a sample travels in its score
registry   what `inspect eval clearsight/...` finds by entry point
run        tasks x models x stacks through eval_set, and its logs -> records
"""
