"""Known pages: a medicine, a food, a letter and a sign."""

from tests.models.describer.known import NO, Page, q

DRUG = Page(
    "drug",
    "Paracetamol 500 mg",
    (
        "28 tablets", "Adults: take 1 or 2 tablets every 4 to 6 hours.",
        "Do not take more than 8 tablets in 24 hours.", "Keep out of the reach of children.",
        "EXP 08/2027", "LOT B4471",
    ),
    (
        q("What is this?", "medicine label", "Paracetamol 500 mg"),
        q("What medicine is this?", "Paracetamol 500 mg"),
        q("How often should I take it?", "every 4 to 6 hours"),
        q("How many tablets should I take?", "take 1 or 2 tablets"),
        q("What is the dose?", "take 1 or 2 tablets"),
        q("When does it expire?", "08/2027"),
        q("Has it expired?", "08/2027"),
        q("What is the strength?", "500 mg"),
        q("How many tablets are in the box?", "28 tablets"),
        q("What is the lot number?", "B4471"),
        q("Can I take it with food?", NO),
        q("Is it safe for children?", NO),
        q("Does it contain lactose?", NO),
        q("What does it say about children?", "Keep out of the reach of children"),
        q("Should I take this for a headache?", NO),
        q("Who is the manufacturer?", NO),
        q("How many mg?", "500 mg"),
        q("What is the batch number?", "B4471"),
    ),
)  # fmt: skip

FOOD = Page(
    "food",
    "Oat biscuits",
    (
        "Ingredients: oat flakes, sugar, palm oil,", "wheat flour, honey, salt, raising agent.",
        "May contain traces of milk and hazelnuts.", "Best before: 14 SEP 2026",
        "Net weight 250 g", "Store in a cool, dry place.",
    ),
    (
        q("What is this?", "food label", "Oat biscuits"),
        q("Does it contain nuts?", "Perhaps", "hazelnuts"),
        q("Does it contain peanuts?", NO),
        q("Is there milk in it?", "Perhaps", "traces of milk"),
        q("Does it have wheat?", "Yes", "wheat flour"),
        q("Is it gluten free?", "wheat flour"),
        q("Any eggs in it?", NO),
        q("what about soy?", NO, after=("Does it contain nuts?",)),
        q("and wheat?", "wheat flour", after=("Does it contain nuts?",)),
        q("What are the ingredients?", "palm oil", "raising agent"),
        q("What allergens are listed?", "May contain traces of milk"),
        q("What is the best before date?", "14 SEP 2026"),
        q("Is it still good?", "14 SEP 2026"),
        q("How long does it keep?", "14 SEP 2026"),
        q("How much sugar is in it?", "sugar"),
        q("What is the net weight?", "250 g"),
        q("How do I store it?", "Store in a cool, dry place"),
        q("Is it vegan?", NO),
        q("Does it contain honey?", "honey"),
        q("How many calories are in it?", NO),
        q("Is it healthy?", NO),
    ),
)  # fmt: skip

LETTER = Page(
    "letter",
    "Clinic North",
    (
        "22 Station Road", "York YO1 7HH", "3 March 2026", "Dear Mrs Patel,",
        "Your next appointment is on Tuesday 17 March", "at 10:40 in room 6, second floor.",
        "Please bring your insurance card.", "Account number: 4471 8820", "Yours sincerely,",
        "A. Whitfield",
    ),
    (
        q("What is this?", "letter", "Clinic North"),
        q("Who is it from?", "Whitfield"),
        q("Who wrote this letter?", "Whitfield"),
        q("What is the address?", "22 Station Road"),
        q("What is the date?", "3 March 2026"),
        q("When is the appointment?", "Tuesday 17 March"),
        q("What is the account number?", "4471 8820"),
        q("What does it say about insurance?", "Please bring your insurance card"),
        q("What is the phone number?", NO),
        q("Which room?", "room 6"),
        q("What is the total?", NO),
        q("Summarise it", NO),
        q("Is there a signature?", "Yours sincerely", "Whitfield"),
        q("What should I do?", NO),
        q("Was steht da?", "Dear Mrs Patel"),
        q("Read the first line.", "Clinic North"),
    ),
)  # fmt: skip

SIGN = Page(
    "sign",
    "PLEASE RING BELL",
    ("Open Mon to Fri 9:00 - 17:30", "Saturday 10:00 - 14:00", "Closed on Sunday"),
    (
        q("What is this?", "PLEASE RING BELL"),
        q("What does the sign say?", "PLEASE RING BELL", "Closed on Sunday"),
        q("When are they open?", "9:00 - 17:30"),
        q("What are the opening hours?", "Saturday 10:00 - 14:00"),
        q("Is it open on Sunday?", "Closed on Sunday"),
        q("When do they close on Saturday?", "14:00"),
        q("What's the website?", NO),
        q("Is there a bell?", "BELL"),
        q("Can I cross the road?", NO),
        q("What is the wifi password?", NO),
        q("Is there a QR code?", NO),
    ),
)
