"""Results -> the system card: one page, Markdown, JSON and a manifest, from runs alone.

outline   the chapters and rows of a card, as data
facts     everything a card states, from checked runs
figures   the card's figures 2, 3 and 14 as SVG with their data
page      HTML; markdown  the same in Markdown
book      the folder: built, written, and checked by building it again
"""
