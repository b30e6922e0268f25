"""The way to a person, what is shared and kept, and receipts of deletion."""

from clearsight.app.words.source import many, text

TEXTS = (
    text("person", "Talk to a person"),
    text("title_line", "Waiting for a person"),
    text("title_kept", "What is kept of you"),
    text("receipt", "Deleted from storage: {photos}, {texts}. Your receipt:"),
    many("photos", "{count} photo", "{count} photos"),
    many("conversations", "{count} conversation", "{count} conversations"),
    text(
        "person_lead",
        "A person can look at your photo and talk with you in writing. First choose what they"
        " may see.",
    ),
    text(
        "person_nobody",
        "Nobody is here yet. You can keep a place in the line and be told, or go on with the "
        "model meanwhile.",
    ),
    text(
        "person_privacy",
        "What you share is stored encrypted until the talk is over. The model's answers are "
        "not checked. No real names or places, please.",
    ),
    text("share_title", "What may they see?"),
    text("share_photo_and_chat", "photo and conversation"),
    text("share_photo", "only the photo"),
    text("share_nothing", "nothing"),
    text("share_private", "There may be private numbers in this photo."),
    text("share_none_yet", "There is no photo yet, so nothing is shared."),
    text("share_change", "Share something else"),
    text("share_set", "Share this"),
    text("shared_now", "Shared:"),
    text("line_join", "Wait for a person"),
    text("line_back", "Ask the model meanwhile"),
    text("line_look", "Look again"),
    text("line_leave", "Leave the line"),
    text("line_left", "You left the line. What was shared only for it is deleted."),
    text("line_stay", "Keep waiting"),
    text("line_tell", "Do not wait, tell me"),
    text("line_notify", "Tell me when somebody is here"),
    text("line_address", "E-mail address"),
    text(
        "line_address_hint",
        "Used for one message and then deleted. Without it, this page tells you.",
    ),
    text(
        "line_lost",
        "Your place in the line is gone: it was deleted or has run out. You can join again.",
    ),
    text("line_nobody", "Nobody is here yet. You keep your place: number {position}."),
    text("line_told", "Nobody is here yet. You will be told when somebody is."),
    text("line_asked", "You are number {position} in the line."),
    many("line_usual", "Usual wait now: {count} second.", "Usual wait now: {count} seconds."),
    text("line_offered", "Somebody is being asked to help you."),
    text("line_accepted", "Somebody is coming."),
    text("line_connected", "A person is here and sees what you shared."),
    text(
        "line_expired",
        "You were away, so your place is paused. Keep waiting, be told, or go on with the model.",
    ),
    text("line_ended", "The talk has ended."),
    text("kept_now", "Stored now, encrypted: {photos}, {texts}."),
    text("kept_nothing", "Nothing of you is stored."),
    text("kept_consents", "I agree (each by itself, all are off at first)"),
    text("kept_contact", "E-mail address, only for research"),
    text("kept_save", "Save my choice"),
    text("kept_changed", "Your choice is saved. What only a withdrawn consent kept is deleted."),
    text("kept_delete", "Delete everything that is stored of me"),
    text("kept_deleted", "Everything stored of you is deleted."),
    text("receipt_owed", "Noted for deletion: {photos}, {texts}. Your receipt:"),
    text("receipt_label", "Receipt of a deletion (the whole line)"),
    text("receipt_check", "Check this receipt"),
    text("receipt_none", "This server made no such receipt. Copy the whole line, without changes."),
    text("receipt_good", "This receipt is genuine. Deleted on {when}: {photos}, {texts}."),
    many("receipt_left", "Of them {count} is stored now.", "Of them {count} are stored now."),
    text("receipt_clean", "No file of the database holds them any more."),
    text(
        "receipt_not_clean",
        "Whether a file of the database still holds their bytes is not confirmed. Look again "
        "in a minute; after 90 days this is no longer known.",
    ),
    text("line_here", "Somebody is here now. Press “Keep waiting” to take your place again."),
)
