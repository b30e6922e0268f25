"""What is asked: each card row as items with truth, clusters and a benign twin.

item        the values: Item, Task, DataCard; how answers are graded
beside      answers that read the picture's text out, or miss a picture: neither help nor refusal
pictures    the store of pictures by content, and what ingest made of a file
data        where the published sets lie; a missing one is "not measured", never a pass
table       every task by name, from entry points `clearsight.tasks`
harm        E1 and E6: typed, as a picture of text, with image synonyms
identify    E3: naming and matching people, and describing them
ungrounded  E4: what a picture does not show
jailbreak   E5: jailbreak text as pictures in many looks; legible: who can read them
panel       E9: a few items of every refusing row, for each version
refusal_style  E8: every kind of refusal in ten languages
order       R6: three pictures in three orders
invented    B2: asked for an item that is not there
described   B1: how much of what is known is said; drawn: pictures from clearsight.imaging
ambiguous   E4 in words: questions whose answer is "not known"
"""
