"""Mail: subject, what stands before the link, and what stands after it."""

from clearsight.app.words.source import text

TEXTS = (
    text("mail_sign_in", "Sign in to Clearsight"),
    text("mail_sign_in_lead", "Sign in to Clearsight:"),
    text(
        "mail_sign_in_rest",
        "Open it in the browser in which you asked for it. It works once, for 15 minutes. If you "
        "asked again, this is still the link for that. If you did not ask, do nothing: without "
        "your browser the link opens nothing.",
    ),
    text("mail_invitation", "Your invitation to Clearsight"),
    text("mail_invitation_lead", "You are invited to Clearsight. Your role: {role}."),
    text(
        "mail_invitation_rest",
        "The link works once, for seven days. If you expected none, do nothing.",
    ),
    text("mail_here", "Somebody is here now"),
    text(
        "mail_here_lead",
        "You asked to be told when a person is here to help with your photo. Somebody is here now.",
    ),
    text(
        "mail_here_rest",
        "Open it in the browser in which you asked, and press “{button}”: your place in the line "
        "is held for an hour. This message is the only one, and your address is deleted with it.",
    ),
)
