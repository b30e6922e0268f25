"""Accounts of volunteers and staff, and cohorts of anonymous users who were invited.

people = People(store.database)
made = await people.invite("ana@example.org", "reviewer", by="operator")
session = await people.sessions.begin(person, how="mail", agent="")
"""

from clearsight.people.accounts import Invited, People
from clearsight.people.cohorts import Cohorts
from clearsight.people.feedback import REASONS, Feedback, Period
from clearsight.people.links import Links
from clearsight.people.mail import Mail, MailError, mail_of
from clearsight.people.members import Members
from clearsight.people.sessions import Seen, Sessions
from clearsight.people.tries import Tries
from clearsight.people.words import ROLES, Cohort, Member, Person, Session, Version

__all__ = [
    "REASONS",
    "ROLES",
    "Cohort",
    "Cohorts",
    "Feedback",
    "Invited",
    "Links",
    "Mail",
    "MailError",
    "Member",
    "Members",
    "People",
    "Period",
    "Person",
    "Seen",
    "Session",
    "Sessions",
    "Tries",
    "Version",
    "mail_of",
]
