"""Every flow of the pages goes without scripts too, in a real browser that runs none."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.routing import Route

from clearsight.app import routes
from tests.app.chrome import Chrome
from tests.app.doubles import TestHouse
from tests.app.scene import ask
from tests.app.site import STATES, Site, site

__all__ = ["site"]  # a fixture
TEMPLATES = Path(__file__).parents[2] / "src" / "clearsight" / "app" / "templates"
# Reached by a script of the test's own, or otherwise than without scripts: a held photo is walked
# through below, and an answer that breaks off is then an error page.
BY_SCRIPT = ("locked", "shared", "sign_in", "held", "broken_off")


@contextmanager
def none_run(chrome: Chrome) -> Iterator[None]:
    """While it lasts, pages run no scripts."""
    chrome.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        yield
    finally:
        chrome.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.slow
@pytest.mark.parametrize("state", [one for one in STATES if one not in BY_SCRIPT])
def test_every_state_is_reached_without_scripts(site: Site, state: str) -> None:
    with none_run(site.chrome):
        site.reach(state, "en")
        assert len(site.chrome.all("h1")) == 1
        shown = [one for one in site.chrome.all("main button") if one.is_displayed()]
        assert all(one.get_dom_attribute("type") != "button" for one in shown)


@pytest.mark.slow
def test_every_step_lands_on_what_is_new(site: Site) -> None:
    chrome = site.chrome
    site.begin()
    with none_run(chrome):
        ask(chrome, site.picture.with_name("dark.jpg"), "Which pills?")
        chrome.wait(lambda: chrome.all("h1:focus"))
        chrome.find("[name=anyway]").click()
        chrome.wait(lambda: chrome.all("#log h3:focus"))
        page = chrome.find("#log").text
        assert page.index("Careful.") < page.index("This is a menu")
        assert chrome.all("#saw rect")
        chrome.find("[formaction^='/wrong']").click()
        chrome.wait(lambda: chrome.all("h1:focus") and chrome.all(".hero .good"))
        chrome.find("#person").click()
        chrome.wait(lambda: chrome.all("h1:focus") and chrome.all("[value=join]"))
        chrome.find("[value=join]").click()
        chrome.wait(lambda: chrome.all("h1:focus") and chrome.all("#line"))
        chrome.find("[value=back]").click()
        chrome.wait(lambda: chrome.all("#log h3:focus"))
        chrome.find("#next").send_keys("And now?")
        chrome.find("#ask .main").click()
        chrome.wait(lambda: len(chrome.all("#log > li")) == 2)
        chrome.find("#forget").click()
        chrome.wait(lambda: chrome.all("h1:focus") and chrome.all("code"))
        assert "1 photo, 1 conversation" in chrome.find("main").text


# What only scripts send; each has a way beside it that needs none.
FOR_SCRIPTS = {"/answer", "/sign-in/passkey", "/sign-in/passkey/offer", "/account/passkey",
               "/account/passkey/offer"}  # fmt: skip
FROM_OUTSIDE = {"/share"}  # a phone's share sheet sends this form


def test_forms_go_to_routes_and_every_route_has_a_form(house: TestHouse) -> None:
    markup = "".join(one.read_text(encoding="utf-8") for one in sorted(TEMPLATES.glob("*.html")))
    handlers = "".join(one.read_text("utf-8") for one in sorted(TEMPLATES.parent.glob("*.py")))
    sent = set(re.findall(r'action="(/[a-z/-]*)', markup))
    sent |= set(re.findall(r'action="(/[a-z/-]+)"', handlers))  # of pages with one press
    mounted = {
        one.path for one in routes(house, key=b"k" * 32)
        if isinstance(one, Route) and "POST" in (one.methods or ())
    }  # fmt: skip
    assert sent <= mounted
    assert mounted - sent <= FOR_SCRIPTS | FROM_OUTSIDE


def test_what_works_by_scripts_alone_is_hidden_without_them() -> None:
    for path in sorted(TEMPLATES.glob("*.html")):
        for button in re.findall(r"<button[^>]*>", path.read_text(encoding="utf-8")):
            if 'type="button"' in button and 'id="stop"' not in button:  # in #busy, which is hidden
                assert "js" in button.split('class="')[-1].split('"')[0] or " hidden" in button, (
                    path
                )
