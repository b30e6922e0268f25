"""The describer's own words: all that it may say without evidence. Reviewed by hand.

None of them is a number, a price, a date, an allergen, a thing or a trait of a person.
"""

WORDS = (
    "whom weight headwear "
    "a able about above across address after again all allergens also am among amounts an and "
    "answer any anything are around ask at away back barcode be before begin begins below "
    "beside best blank blurred bottom bright but by calculate camera can cannot center central "
    "centre check clock close clothing code codes colour colours comes compare connect "
    "connected could count covers dark date day digits do does drawing e email english enough "
    "entries expiry faces far find finish first for foreground from fuller graphic hair hands have "
    "head heading here hold holds hours how http i in ingredients is it its judge kind know "
    "label language largest last left lens letters light like lines list listed lists little "
    "look looked looks lower made mail main make mark may me mean middle miss missed missing model "
    "more move name nearest next no none not nothing number numbers of on one only opening "
    "option or other out own page part people perhaps person photo pick picture pictures places "
    "price prices printed qr quality question questions quote read reading reads right runs s "
    "say says script see seems send several sharp shows sight small so some someone "
    "something stands still strength sum sure tag take taken telephone tell text that the them "
    "there these thing "
    "things think this time times to too top total translate turn turned under understand up upper "
    "above entry face greeting least near row short those whose "
    "names owe paid several street streets sums you "
    "very vision wearing worn web what which who whole with word words yes"
)
VOCABULARY = frozenset(WORDS.split())
KINDS = {"menu", "receipt", "timetable", "medicine label", "food label", "letter", "screen"}
