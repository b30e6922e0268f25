"""What can go wrong, and what to do about it."""

from clearsight.app.words.source import text

TEXTS = (
    text(
        "error_slow",
        "The model took too long. Your photo and question are still here; please try again.",
    ),
    text("error_contact", "This address cannot be used. Write one such as ana@example.org."),
    text("picture_empty", "The file is empty. Choose another photo."),
    text(
        "picture_unknown",
        "This file is not a picture that can be read here, whatever its name says. Choose a "
        "JPEG, PNG, WebP or GIF.",
    ),
    text(
        "picture_heic",
        "HEIC photos are not read here. Save the photo as JPEG, or set the camera to “Most "
        "compatible”, and try again.",
    ),
    text(
        "picture_broken",
        "This picture is damaged and could not be opened. Take or choose another one.",
    ),
    text("picture_bytes", "This photo is larger than {megabytes} MB. Choose a smaller one."),
    text("picture_pixels", "This picture has too many pixels. Choose a smaller one."),
    text("picture_small", "This picture is too small to see anything in it. Choose a larger one."),
    text("picture_narrow", "This picture is too long and thin. Crop it and try again."),
    text("picture_frames", "This animation is too long. Choose a still picture."),
    text("picture_slow", "Opening this picture took too long. Choose a simpler or smaller one."),
    text("picture_refused", "This picture is not accepted here. Choose another one."),
    text(
        "picture_other",
        "The photo could not be opened because something here did not work. Please try again.",
    ),
    text("error_no_photo", "Choose a photo first. Your question is still here."),
    text(
        "error_form",
        "The form arrived damaged, so it could not be answered. Please choose the photo again.",
    ),
    text(
        "error_token",
        "This page was open for too long, or your browser blocks its cookie. Please send the "
        "form again.",
    ),
    text("error_too_big", "What you sent is larger than {megabytes} MB. Choose a smaller photo."),
    text("error_too_long", "This conversation has become too long. Start again with a new photo."),
    text("error_question_long", "The question is too long. Shorten it."),
    text("error_key_needed", "This server answers only to people who have an access key."),
    text(
        "error_key_bad",
        "This key is unknown, revoked or expired. Check it, or ask whoever runs this server.",
    ),
    text(
        "error_host",
        "This server has no keys yet, so it answers only under the name localhost. Whoever "
        "runs it can make a key with: clearsight keys create LABEL",
    ),
    text("error_limit", "Your key has reached its limit for now. Wait a minute and try again."),
    text(
        "error_trace",
        "Your key does not include the right to see traces. Whoever runs this server can make"
        " one that does.",
    ),
    text(
        "error_model",
        "The model did not answer. Your photo and question are still here; please try again.",
    ),
    text("error_choice", "This model or policy is not offered here. Choose one from the list."),
    text(
        "error_store",
        "The server cannot look anything up or write anything down at the moment, so nothing was "
        "changed. Please try again in a few minutes.",
    ),
    text(
        "error_owed",
        "The server cannot remove anything at the moment; its disk may be full. Your deletion is "
        "noted and is carried out by itself, within a minute of there being room. You do not have "
        "to do anything. From now on nobody is shown what was stored.",
    ),
    text(
        "error_no_room",
        "The server has no room left to store more, so this was not stored. Answers go on as "
        "before, and so does your place in the line. Try again later.",
    ),
    text("error_email", "This is no e-mail address. It looks like name@example.org."),
    text("error_often", "Too many tries from your network. Wait ten minutes and try again."),
    text(
        "error_mail_off",
        "Links by mail are off: this server does not know its own address. Whoever runs it "
        "starts it with --url.",
    ),
    text(
        "error_link",
        "This link does not work: it was used, is older than 15 minutes, or was asked for in "
        "another browser. Ask for a new one in this browser.",
    ),
    text(
        "error_invitation",
        "This invitation does not work: it was used, is older than seven days, or a newer one"
        " was made. Ask whoever invited you.",
    ),
    text("error_passkey", "The passkey did not work. Try again, or use a link by mail."),
    text("error_passkey_new", "No passkey was added. Try again."),
    text("error_passkey_off", "Passkeys are off on this server."),
    text(
        "error_fresh",
        "To add a passkey, sign out and sign in again first: it is possible only in the first"
        " 15 minutes.",
    ),
    text("error_role", "Your account has no right to see this page."),
    text("error_change", "This change cannot be made. Check the number."),
    text(
        "error_join",
        "This invitation does not work: it is used up, over, or not complete. Ask for a new one.",
    ),
    text(
        "error_no_member",
        "This browser belongs to no trial. If you were invited, open the invitation again.",
    ),
    text(
        "error_feedback",
        "This was not counted: only who got an answer can judge it, and only while the trial runs.",
    ),
    text(
        "error_share",
        "Another site sent this photo. Share it from your phone, or choose it here.",
    ),
    text(
        "error_invited",
        "This is a trial for people who were invited. If you have an invitation, open its "
        "link in this browser.",
    ),
    text(
        "error_stopped",
        "This trial is paused. Nobody in it is answered at the moment; your place stays.",
    ),
    text(
        "error_waiting",
        "All places are taken, and you are on the waiting list. Try again later.",
    ),
    text(
        "error_version",
        "The model of this trial is not served here at the moment. Try again later.",
    ),
)
