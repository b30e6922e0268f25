"""Mail comes in the language of the page on which it was asked for."""

import re
from email import message_from_bytes
from email.policy import default

import pytest

from clearsight.app.words import LANGUAGES, words
from tests.app.test_doors import EMAIL, Site, site

__all__ = ["site"]  # a fixture


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_link_to_sign_in_comes_in_the_language_of_the_page(site: Site, code: str) -> None:
    site.account()
    browser, t = site.browser(), words(code)
    browser.open(f"/sign-in?lang={code}")
    assert t["title_sent"] in browser.send(f"/sign-in?lang={code}", email=EMAIL).text
    link = site.letter()
    (file,) = site.mail.glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["Subject"] == t["mail_sign_in"]
    lead, _, rest = message.get_content().strip().split("\n\n")
    assert (lead, rest) == (t["mail_sign_in_lead"], t["mail_sign_in_rest"])
    page = browser.open(link)
    assert t["link_press"] in page
    (action,) = re.findall(r'action="(/sign-in/link[^"]*)"', page)
    assert t["title_account"] in browser.send(action).text


def test_a_mail_that_comes_again_is_in_the_language_in_which_it_was_asked_for_then(
    site: Site,
) -> None:
    site.account()
    for code in ("en", "zh"):
        browser = site.browser()
        browser.open(f"/sign-in?lang={code}")
        browser.send(f"/sign-in?lang={code}", email=EMAIL)
        site.settled()
    first, second = (
        message_from_bytes(file.read_bytes(), policy=default)
        for file in sorted(site.mail.glob("*.eml"))
    )
    assert first["Subject"] == words("en")["mail_sign_in"]
    assert second["Subject"] == words("zh")["mail_sign_in"]
