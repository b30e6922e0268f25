"""Accounts in a real browser: passkeys by an authenticator, and a page that can be installed."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from clearsight.ingest import Ingest
from tests.app.chrome import Chrome, needed
from tests.app.door_states import account, make_house, opened
from tests.app.test_doors import House

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(ingest: Ingest, empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    return make_house(ingest, empty_store, tmp_path_factory.mktemp("doors"))


@pytest.fixture(scope="module")
def chrome(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    needed()
    made = Chrome(tmp_path_factory.mktemp("profile"))
    with opened(house) as made.base:
        yield made
        made.quit()


def test_a_passkey_is_made_and_signs_in(chrome: Chrome, house: House) -> None:
    chrome.look(1280)
    chrome.open("/sign-in")
    chrome.driver.delete_all_cookies()
    options = VirtualAuthenticatorOptions(
        has_resident_key=True, has_user_verification=True, is_user_verified=True
    )
    chrome.driver.add_virtual_authenticator(options)
    account(chrome, house, "en")
    chrome.find("#label").send_keys("a phone")
    chrome.find("#passkey button").click()
    chrome.wait(lambda: chrome.all("[action^='/account/passkey/remove']"))
    assert "a phone" in chrome.find("main").text
    chrome.find("[action^='/sign-out'] button").click()
    chrome.wait(lambda: chrome.all("#email"))
    chrome.find("#passkey button").click()
    chrome.wait(lambda: chrome.all("#sessions"))
    assert "operator@example.org" in chrome.find("main").text
    chrome.driver.remove_virtual_authenticator()


def test_without_an_authenticator_the_page_says_so(chrome: Chrome, house: House) -> None:
    chrome.open("/sign-in")
    chrome.driver.delete_all_cookies()
    chrome.open("/sign-in")
    chrome.run("navigator.credentials.get = () => Promise.reject(new Error('no'))")
    chrome.find("#passkey button").click()
    chrome.wait(lambda: chrome.find("#problem").is_displayed())
    assert chrome.run("return document.activeElement.id") == "problem"


def test_the_browser_finds_the_page_fit_to_be_installed(chrome: Chrome) -> None:
    chrome.open("/")
    time.sleep(0.5)
    found = chrome.driver.execute_cdp_cmd("Page.getInstallabilityErrors", {})
    ids = {one["errorId"] for one in found["installabilityErrors"]}
    assert ids <= {"in-incognito"}
    manifest = chrome.driver.execute_cdp_cmd("Page.getAppManifest", {})
    assert manifest["errors"] == []
