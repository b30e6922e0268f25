"""Accounts, cohorts, invitations, and how a phone trusts this server."""

from clearsight.app.words.source import many, text

TEXTS = (
    text("to_start", "Ask about a photo"),
    text("title_sign_in", "Sign in"),
    text("sign_in_lead", "For volunteers and staff. To ask about a photo you need no account."),
    text("email", "E-mail address"),
    text("email_hint", "If it has an account, you get a link. There is no password."),
    text("send_link", "Send me a link"),
    text("use_passkey", "Sign in with a passkey"),
    text("title_sent", "Look at your mail"),
    text(
        "sent",
        "If this address has an account, a link is on its way. It works once, for 15 minutes,"
        " in this browser. If nothing comes, check the address and the spam folder. If you asked "
        "before, the mail that you have works here too.",
    ),
    text("link_press", "Your link is good. One more press and you are in."),
    text("sign_in_now", "Sign in now"),
    text("title_invitation", "You are invited"),
    text("invitation_press", "With this you get an account here. The link works once."),
    text("invitation_accept", "Accept the invitation"),
    text("sign_out", "Sign out"),
    text("title_account", "Your account"),
    text("role_volunteer", "volunteer"),
    text("role_reviewer", "reviewer"),
    text("role_red-teamer", "red-teamer"),
    text("role_operator", "operator"),
    text("sessions", "Where you are signed in"),
    text("session_this", "This browser"),
    text("session_unknown", "Unknown browser"),
    text("session_end", "End"),
    text("session_end_that", "End the session of {when}"),
    text("sessions_end", "Sign out everywhere"),
    text("how_mail", "by a link in a mail"),
    text("how_passkey", "by passkey"),
    text("how_invitation", "by invitation"),
    text("passkeys", "Passkeys"),
    text(
        "passkeys_lead",
        "A passkey signs you in with your finger, your face or a PIN. It stays on your "
        "device; this server gets a public key.",
    ),
    text("passkeys_none", "You have none yet."),
    text("passkey_label", "Name, such as: my phone"),
    text("passkey_add", "Add a passkey"),
    text("passkey_remove", "Remove"),
    text("passkey_remove_that", "Remove the passkey {name}"),
    text("passkey_scripts", "Adding a passkey needs scripts. The link by mail works without."),
    text("title_cohorts", "Cohorts"),
    text(
        "cohorts_lead",
        "Who is let in, what answers them, and how often they call an answer wrong.",
    ),
    text(
        "cohorts_none",
        "There is no cohort yet. Make one with: clearsight cohorts create NAME --cap 200",
    ),
    text(
        "cohorts_rate",
        "Wrong ones among answers that members judged, in percent, with Wilson's 95 % "
        "interval. Who presses is no random sample of all answers.",
    ),
    text("cohort_open", "open"),
    text("cohort_stopped", "stopped"),
    many(
        "cohort_members",
        "{members} of {count} place taken, {waiting} waiting.",
        "{members} of {count} places taken, {waiting} waiting.",
    ),
    text("cohort_version", "Version {number}: {model}, policy {policy}, {digest}."),
    text("cohort_figures", "Wrong answers by week"),
    text("cohort_week", "Week from"),
    text("cohort_column_version", "Version"),
    text("cohort_answers", "Answers"),
    text("cohort_judged", "Judged"),
    text("cohort_wrong", "Wrong [95 %]"),
    text("cohort_reasons", "Reasons"),
    text("cohort_cap", "Places"),
    text("cohort_set", "Set"),
    text("cohort_uses", "People"),
    text("cohort_invite", "Make a link"),
    text("cohort_stop", "Stop"),
    text("cohort_resume", "Let go on"),
    text("cohort_link", "A link into {name}. It is shown once and works for 14 days:"),
    text("title_join", "You are invited to try this"),
    text(
        "join_lead",
        "You need no account and give no name: a cookie in this browser remembers that you "
        "were invited. If all places are taken, you wait for one.",
    ),
    text("join", "Join"),
    text("title_member_in", "You are in"),
    text("title_member_waiting", "You are on the waiting list"),
    text("title_member_stopped", "This trial is paused"),
    text(
        "member_in",
        "You can ask about photos here. Below each answer you can say whether it was right.",
    ),
    many(
        "member_waiting",
        "All places are taken. {count} person is waiting before you. Open this page again "
        "later; nothing else is needed.",
        "All places are taken. {count} people are waiting before you. Open this page again "
        "later; nothing else is needed.",
    ),
    text("member_stopped", "Nobody in this trial is answered at the moment. Your place stays."),
    text(
        "leave_lead",
        "Leaving gives your place to somebody else and deletes what you said about answers.",
    ),
    text("leave", "Leave the trial"),
    text("title_left", "You have left"),
    text("left", "Your place was given back, and what you said about answers is deleted."),
    text("feedback_right", "This was right"),
    text("title_why", "What was wrong?"),
    text("why_misread", "text misread"),
    text("why_invented", "something invented"),
    text("why_missed", "what matters was missed"),
    text("why_person", "wrong about a person"),
    text("why_refused", "refused without need"),
    text("why_unsafe", "unsafe"),
    text("why_other", "something else"),
    text("title_shared", "Your photo is here"),
    text("title_trust", "Trust this server at home"),
    text(
        "trust_lead",
        "This server made its own certificate. When your phone trusts it once, there is no "
        "warning any more, and the camera and installing work.",
    ),
    text("trust_none", "This server uses no certificate of its own; there is nothing to trust."),
    text("trust_compare", "First compare, then trust"),
    text(
        "trust_compare_how",
        "The terminal in which the server was started shows a fingerprint. If it is not this "
        "one, somebody is in between: stop.",
    ),
    text("trust_get", "Get the certificate"),
    text(
        "trust_ios",
        "Get the certificate with Safari. Then open Settings, General, VPN & Device "
        "Management, and install the profile. Then open Settings, General, About, Certificate"
        " Trust Settings, and switch it on.",
    ),
    text(
        "trust_android",
        "Get the certificate. Then search the settings for “CA certificate”, choose Install "
        "anyway, and pick the file. Firefox needs its own step: see the documentation.",
    ),
    text("title_invited", "Not open for everybody yet"),
    text("right_counted", "Counted. Thank you."),
)
