"""Papers whose content is known, as Readings made by hand."""

from tests.models.describer.pages import by_hand

TABLETS = by_hand(
    "Panodrex 500 mg", "24 tablets", "Adults: 1 to 2 tablets every 6 hours",
    "Children 6-12: half a tablet", "Do not exceed 8 tablets in 24 hours", "No alcohol with it",
    "LOT 44F21", "EXP 03/2027",
)  # fmt: skip
POT = by_hand(
    "Greek yoghurt", "Ingredients: milk, sugar, 8% strawberries", ("per 100 g", ""),
    ("Energy", "420 kJ / 100 kcal"), ("Sugars", "11 g"), "Best before 09/12/2026",
    "Once opened eat within 3 days",
)  # fmt: skip
RECEIPT = by_hand(
    "Corner Shop", "Date 21/10/2026 14:32", ("2 x Bread", "3.00"), ("Apples 1.2 kg", "2.64"),
    ("Discount", "-0.50"), ("Total", "5.14"), ("VAT", "0.86"),
)  # fmt: skip
PIZZERIA = by_hand(
    "Pizzeria Roma", ("Pizza", "26 cm", "32 cm"), ("Margherita", "7.50", "9.80"),
    ("Marinara (vegan)", "7.00", "9.00"), "We are closed on Mondays", "Served from 12 to 2.30",
    "Free delivery after 18:00", "Card and cash accepted.", ("Pasta", "small 8.00", "large 10.50"),
)  # fmt: skip
CLINIC = by_hand(
    "St Mary's Clinic", "12 Mill Road", "AB1 2CD", "Ms Nora Field", "5 Oak Lane", "3 March 2026",
    "Dear Ms Field,", "Your visit with Dr. Moss is on 4 May 2026 at 10:40.",
    "Please arrive 15 minutes early.", "Please bring your card.",
)  # fmt: skip
BUSES = by_hand(
    ("Stop", "Mon-Fri", "Sat", "Sun"), ("Market", "07:12", "08:12", "09:42"),
    ("Hospital", "07:20", "08:20", "-"), ("Harbour", "07:31", "08:31", "09:58"),
    "Valid from 1 June 2026",
)  # fmt: skip
CARE = by_hand("80 % wool, 20 % nylon", "Made in Portugal", ("Colour", "Dark green"))
DROPS = by_hand("Eye drops", "Use within 28 days of opening", "EXP 04/2027", "Lot B442")
ATM = by_hand("Nordbank", ("Available balance", "£412.30"), ("Fee", "£1.75"), ("Enter PIN", ""))
OVEN = by_hand("Oven", "180 °C", "Time left 12 min", "Door Closed", "2 tries left", "Error: no pan")
LEFT = "The text says “Time left 12 min” and “2 tries left”."
SHOW = by_hand("Flower show", "Sat 12 June 10-17", "Entry fee is $4.00", ("Parking", "£3.00"),
               "Breakfast 7-10", "Bring your own bag", "Dogs on a lead welcome")  # fmt: skip
FLIGHTS = by_hand(
    ("Flight", "To", "Time", "Gate", "Remarks"), ("TP380", "Lisbon", "09:16", "A15", "Boarding"),
    ("BA391", "Vienna", "09:03", "A4", "Delayed"), ("FR112", "Riga", "09:40", "-", "-"),
)  # fmt: skip
BILL = by_hand("Energy bill", "Units used 412 kWh", ("Total", "£110.50"),
               "Please pay by 14 March 2026", "Paid by direct debit")  # fmt: skip
RECIPE = by_hand("Tofu curry", "Serves 4", "Fry for 5 minutes", "Not suitable for freezing")
BREAD = by_hand("Bread", "Best before: see lid", "Baked 02/12/2026",
                "Contains wheat, may contain nuts", "800 g")  # fmt: skip
PASS = by_hand("Boarding pass", "Flight TP 1363", "Gate closes 09:05", "Boarding 08:35",
               ("Seat", "Gate", "Group"), ("22C", "B14", "3"))  # fmt: skip
SURGERY = by_hand(("Mon - Thu", "8:00 - 18:30"), ("Fri", "8:00 - 16:00"), ("Sat", "closed"),
                  "Closed for lunch 13:00 - 14:00", "Emergencies: 0800 555 222",
                  "Reception: 01632 960 111")  # fmt: skip
MARKS = by_hand("Results", ("Maths", "B"), ("English", "A"))
LUNCH = by_hand("Lunch", ("Soup", "leek and potato"), ("Main", "chicken pie"), ("Sweet", "crumble"))
TICKET = by_hand("Day ticket", "Valid until 16:55")
