"""Known pages that were written after the rules."""

from tests.models.describer.known import NO, Page, q

CAFE = Page(
    "cafe",
    "Harbour Cafe",
    (
        "Breakfast served until 11:30", ("Full breakfast", "9.50"), ("Porridge", "4.25"),
        ("Eggs on toast", "6.75"), "Lunch", ("Soup of the day", "5.50"), ("Onion soup", "5.95"),
        ("Chicken sandwich", "7.20"), ("Cheese omelette", "8.10"), "Hot drinks",
        ("Flat white", "3.20"), ("Hot chocolate", "3.60"),
        "Service is not included.",
    ),
    (
        q("What's this?", "menu", "Harbour Cafe"),
        q("How much is the porridge?", "4.25"),
        q("how much is a hot chocolate", "3.60"),
        q("How much is the soup?", "5.50", "5.95"),
        q("What does the onion soup cost?", "5.95"),
        q("Is there an omelette?", "Cheese omelette"),
        q("How much is the trout?", NO),
        q("Is service included?", "Service is not included"),
        q("Until when is breakfast served?", "11:30"),
        q("Do you have tea?", NO),
        q("Is the porridge 5.25?", "No.", "4.25"),
        q("Does it contain eggs?", "Eggs on toast"),
        q("What comes after lunch?", NO),
        q("How much is the flat white? And the omelette?", "3.20", "8.10"),
        q("Read line 3", "Full breakfast"),
        q("Is the chicken spicy?", NO),
    ),
)  # fmt: skip

BILL = Page(
    "bill",
    "Northern Power",
    (
        "Electricity bill", ("Customer number", "88120047"), ("Bill date", "02 Feb 2026"),
        ("Period", "Jan 2026"), ("Units used", "312 kWh"), ("Energy charge", "84.24"),
        ("Standing charge", "14.88"), ("VAT 5%", "4.96"), ("Amount due", "104.08"),
        ("Please pay by", "20 Feb 2026"), "Questions? Call 0800 123 4567",
        "help@northernpower.example",
    ),
    (
        q("How much do I have to pay?", "104.08"),
        q("What's the total?", "104.08"),
        q("What is the customer number?", "88120047"),
        q("When do I have to pay?", "20 Feb 2026"),
        q("What is the phone number?", "0800 123 4567"),
        q("What's the email address?", "help@northernpower.example"),
        q("How much is the standing charge?", "14.88"),
        q("How many units did I use?", "312 kWh"),
        q("What is the bill date?", "02 Feb 2026"),
        q("Who sent this?", NO),
        q("Is it overdue?", NO),
        q("How much was it last year?", NO),
        q("What is the website?", NO),
        q("How much is the VAT?", "4.96"),
        q("Which period?", "Jan 2026"),
    ),
)  # fmt: skip

FERRY = Page(
    "ferry",
    "Island Ferry",
    (
        "Timetable", ("", "Mon-Fri", "Saturday", "Sunday"),
        ("Harbour", "06:30", "08:00", "09:30"), ("Harbour", "11:00", "12:15", "13:45"),
        ("Harbour", "17:20", "18:00", "18:40"), ("Lighthouse", "07:10", "08:40", "10:10"),
        "No service on 25 December",
    ),
    (
        q("What is it?", "timetable", "Island Ferry"),
        q("When is the next ferry from the harbour after 12:00?", "17:20", "12:15", "13:45"),
        q("When is the last ferry on Sunday?", "18:40"),
        q("What is the first ferry on Saturday?", "08:00"),
        q("Is there a ferry to Oban?", NO),
        q("What about 25 December?", "No service on 25 December"),
        q("When is the next boat?", "Tell me the time"),
        q("How much is a ticket?", NO),
    ),
)  # fmt: skip

SYRUP = Page(
    "syrup",
    "Kidcough Syrup",
    (
        "For dry coughs",
        "Children 6 to 12 years: 5 ml three times a day.",
        "Adults: 10 ml every 6 hours.",
        "Shake well before use.",
        "Contains sorbitol. Alcohol free.",
        "Use by: see bottom of bottle",
        "100 ml",
    ),
    (
        q("What is it?", "Kidcough Syrup"),
        q("How much should adults take?", "10 ml every 6 hours"),
        q("How often can children have it?", "5 ml three times a day"),
        q("What is the expiry date?", "see bottom of bottle", "no date"),
        q("Does it contain alcohol?", "Alcohol free"),
        q("Does it contain gluten?", NO),
        q("What does it say about shaking?", "Shake well before use"),
        q("Can my dog have it?", NO),
        q("How much is in the bottle?", "100 ml"),
        q("Is it OK for a baby?", NO),
    ),
)

NOTICE = Page(
    "notice",
    "WET FLOOR",
    ("Use the other entrance", "Wi-Fi password: blue-kettle-42", "Lift to floors 2 to 5"),
    (
        q("What does it say?", "WET FLOOR", "Use the other entrance"),
        q("What is the wifi password?", "blue-kettle-42"),
        q("Which floors does the lift go to?", "floors 2 to 5"),
        q("Is the floor wet?", "WET FLOOR"),
        q("Where is the entrance?", "Use the other entrance"),
        q("Is it safe to walk here?", NO),
        q("Read the heading", "WET FLOOR"),
        q("What colour is the floor?", NO),
        q("Who put this up?", NO),
    ),
)

# Written after the rules, to see how they fare on pages they were not made for. At first sight 47
# of 58 were right, 3 honest and 8 wrong (6 of them a currency sign that the reader lost; the pages
# have been without it since); two rules were then mended, so the set is no longer unseen.
HELD_OUT = (CAFE, BILL, FERRY, SYRUP, NOTICE)

CLINIC = Page(
    "clinic",
    "Riverside Surgery",
    (
        "Opening hours", ("Monday", "8:00 - 18:30"), ("Tuesday", "8:00 - 18:30"),
        ("Wednesday", "8:00 - 13:00"), ("Saturday", "closed"), "Reception: 01632 960 555",
        "Out of hours call 111", "www.riverside.example.org", "Please wear a mask.",
    ),
    (
        q("What is this?", "Riverside Surgery"),
        q("When are they open on Wednesday?", "8:00 - 13:00"),
        q("Is it open on Saturday?", "closed"),
        q("What number do I call?", "01632 960 555"),
        q("What's the website?", "www.riverside.example.org"),
        q("Do I need a mask?", "Please wear a mask"),
        q("Who is the doctor?", NO),
        q("How much does a visit cost?", NO),
        q("What does the last line say?", "Please wear a mask"),
        q("What are the opening hours?", "8:00 - 18:30"),
    ),
)  # fmt: skip

PARCEL = Page(
    "parcel",
    "Parcel 4471-B",
    (
        ("From", "Blue Lamp Books"), ("To", "R. Okafor"), "7 Quay Street", "Bristol BS1 4TR",
        ("Weight", "1.20 kg"), ("Shipped", "9 June 2026"), "FRAGILE", "This side up",
    ),
    (
        q("What does it say?", "FRAGILE", "Blue Lamp Books"),
        q("Who is it from?", "Blue Lamp Books"),
        q("Who is it to?", "R. Okafor"),
        q("What is the address?", "7 Quay Street", "BS1 4TR"),
        q("How heavy is it?", "1.20 kg"),
        q("What is the weight?", "1.20 kg"),
        q("When was it shipped?", "9 June 2026"),
        q("Is it fragile?", "FRAGILE"),
        q("What is inside?", NO),
        q("How much did it cost?", NO),
        q("What is the parcel number?", "4471-B"),
    ),
)  # fmt: skip

TICKET = Page(
    "ticket",
    "Grand Theatre",
    (
        "The Winter Garden", ("Date", "Sat 14 Nov 2026"), ("Doors", "18:45"), ("Starts", "19:30"),
        ("Row", "F"), ("Seat", "22"), ("Price", "$35.00"), "No re-admission after the interval",
    ),
    (
        q("What is it?", "Grand Theatre"),
        q("What is my seat?", "22"),
        q("Which row?", "F"),
        q("When does it start?", "19:30"),
        q("When do doors open?", "18:45"),
        q("How much was it?", "$35.00"),
        q("What's the date?", "14 Nov 2026"),
        q("Can I go back in after the interval?", "No re-admission"),
        q("Who is playing?", NO),
        q("What is the booking reference?", NO),
        q("Is there parking?", NO),
    ),
)  # fmt: skip

# Written last. At first sight 21 of 32 were right, 9 honest and 2 wrong (words that the drawing had
# run off the page; it no longer does); rules for hours, senders and the like were mended after.
UNSEEN = (CLINIC, PARCEL, TICKET)
