"""Other sites, missing keys, headers."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from clearsight.app import routes
from clearsight.deployment import ServeSettings
from clearsight.store import KeyLimits, Store
from tests.app.conftest import Browser, Open, photo
from tests.app.doubles import TestHouse

FILE = {"photo": ("photo.jpg", photo(), "image/jpeg")}


@pytest.mark.parametrize("path", ["/", "/answer", "/forget", "/try", "/key"])
def test_a_form_without_our_token_is_not_answered(
    browser: Browser, house: TestHouse, path: str
) -> None:
    browser.open()
    answer = browser.send(path, FILE, token="x" * 43)
    assert "Please send the form again" in answer.text
    assert not house.asked
    assert not house.forgotten


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_not_answered(
    browser: Browser, house: TestHouse, headers: dict[str, str]
) -> None:
    browser.open()
    browser.headers = headers
    assert browser.send("/", FILE).status_code == 400
    assert not house.asked


def test_a_form_that_came_too_late_keeps_photo_and_conversation(browser: Browser) -> None:
    browser.ask("What is this?")
    browser.client.cookies.clear()
    browser.send(question="And the price?")
    assert "Please send the form again" in browser.page
    assert browser.send(question="And the price?").status_code == 200
    assert browser.page.count('<p class="said" dir="auto" lang') == 2


@pytest.mark.parametrize("path", ["/", "/try", "/static/app.css"])
def test_every_answer_is_locked_down(browser: Browser, path: str) -> None:
    headers = browser.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_hold_no_inline_script_or_style(browser: Browser) -> None:
    browser.ask("What is this?")
    assert "<style" not in browser.page
    assert " style=" not in browser.page
    assert "<script>" not in browser.page
    assert " on" not in {part[:3] for part in browser.page.split('"')[::2] if "=" in part}


def test_pages_are_not_stored_and_the_cookie_is_out_of_reach(browser: Browser) -> None:
    answer = browser.client.get("/")
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_an_open_server_answers_only_under_this_machines_names(
    browser: Browser,
) -> None:
    answer = browser.client.get("/", headers={"host": "rebound.example"})
    assert answer.status_code == 403
    assert "only under the name localhost" in answer.text


def test_pages_that_the_operator_opened_answer_everyone_without_a_trace(
    house: TestHouse, visit: Open
) -> None:
    house.settings, house.open = ServeSettings(pages=True), False
    browser = visit(house)
    assert browser.client.get("/", headers={"host": "photos.example"}).status_code == 200
    browser.open()
    chosen = {f"model_{s}": "scripted" for s in "ab"} | {f"policy_{s}": "strict" for s in "ab"}
    assert "right to see traces" in browser.send("/try", FILE, **chosen).text


def test_a_server_without_the_playground_does_not_link_to_it(house: TestHouse) -> None:
    client = TestClient(Starlette(routes=routes(house, playground=False)), "http://localhost")
    assert "/try" not in client.get("/").text
    assert client.get("/try").status_code == 404


@pytest.mark.parametrize("name", ["nothing.css", "..%2fdoor.py", "__init__.py"])
def test_only_known_static_files_are_served(browser: Browser, name: str) -> None:
    assert browser.client.get(f"/static/{name}").status_code == 404


@pytest.fixture
async def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("store")
    made = Store.open(f"sqlite:///{folder / 'keys.db'}", pepper="pepper of the tests" * 3)
    await made.migrate()
    return made


class TestWithKeys:
    """A server that has keys asks for one, at every page."""

    @pytest.fixture
    def keyed(self, house: TestHouse, store: Store, visit: Open) -> Browser:
        house.open, house.kept = False, store
        return visit(house)

    async def test_without_a_key_nothing_is_answered(
        self, keyed: Browser, house: TestHouse
    ) -> None:
        assert "only to people who have an access key" in keyed.open("/try")
        keyed.send("/", FILE)
        keyed.send("/answer", FILE)
        assert not house.asked

    async def test_a_good_key_opens_the_page_under_its_policy(
        self, keyed: Browser, store: Store
    ) -> None:
        made = await store.keys.create("page", policy="strict")
        keyed.open()
        assert "Ask about a photo" in keyed.send("/key", key=made.secret).text
        answer = keyed.send("/", FILE)
        assert answer.status_code == 200
        await store.close()

    async def test_a_bad_key_is_told_so(self, keyed: Browser) -> None:
        keyed.open()
        answer = keyed.send("/key", key="cs-" + "x" * 43)
        assert answer.status_code == 403
        assert "unknown, revoked or expired" in answer.text

    async def test_traces_need_their_right(self, keyed: Browser, store: Store) -> None:
        made = await store.keys.create("page")
        keyed.open()
        keyed.send("/key", key=made.secret)
        keyed.open("/try")
        chosen = {f"model_{s}": "scripted" for s in "ab"} | {f"policy_{s}": "strict" for s in "ab"}
        answer = keyed.send("/try", FILE, **chosen)
        assert answer.status_code == 400
        assert "right to see traces" in answer.text

    async def test_a_key_at_its_limit_is_told_to_wait(self, keyed: Browser, store: Store) -> None:
        made = await store.keys.create("page", limits=KeyLimits(requests=1))
        keyed.open()
        keyed.send("/key", key=made.secret)
        assert keyed.send("/", FILE).status_code == 200
        assert "reached its limit" in keyed.send("/", question="And?").text
