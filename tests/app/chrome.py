"""A running server and a real browser for the tests of the pages."""

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from starlette.applications import Starlette
from starlette.routing import Route

from clearsight.app import routes
from clearsight.app.house import House

AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--no-proxy-server",
)  # fmt: skip


@contextmanager
def serving(house: House, *extra: Route) -> Iterator[str]:
    """The address of a server with these parts, and routes of the test's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = Starlette(routes=[*extra, *routes(house, key=b"k" * 32)])
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


class Chrome:
    """A browser window; `quit` it.

    Args:
        seen: on a screen, for a screen reader, instead of without one.
    """

    def __init__(self, profile: Path, *, seen: bool = False) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = str(shutil.which("chromium"))
        mode = "--force-renderer-accessibility" if seen else "--headless=new"
        for flag in (*FLAGS, mode, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        service = Service(str(shutil.which("chromedriver")))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.set_script_timeout(60)
        self.base = ""

    def quit(self) -> None:
        self.driver.quit()

    def open(self, path: str) -> None:
        self.driver.get(self.base + path)

    def look(self, width_px: int, *, dark: bool = False, forced: bool = False) -> None:
        """Window width and the visitor's preferences."""
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "forced-colors", "value": "active" if forced else "none"},
        ]
        size = {"width": width_px, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script: str, *args: object) -> Any:
        return self.driver.execute_script(script, *args)

    def wait(self, true: Callable[[], object], seconds: float = 60.0) -> None:
        """Until it is true; fails the test when it never is."""
        end = time.monotonic() + seconds
        while not _holds(true):
            assert time.monotonic() < end, f"not within {seconds:g} s"
            time.sleep(0.02)

    def violations(self) -> list[str]:
        """Rules of axe that the page breaks, each with the first element."""
        if not self.run("return !!window.axe"):
            self.run(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = (value) => arguments[0](JSON.stringify(value));"
            "axe.run(document, {resultTypes: ['violations']})"
            ".then((found) => done(found.violations), (error) => done(String(error)))"
        )
        parsed = json.loads(found)
        assert isinstance(parsed, list), parsed
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in parsed]

    def wider_by_px(self) -> int:
        """How far the page can be scrolled sideways."""
        found = self.run("const e = document.documentElement; return e.scrollWidth - e.clientWidth")
        return int(found)


def _holds(true: Callable[[], object]) -> bool:
    """Whether it is true; nothing is true of an element whose page is being left."""
    try:
        return bool(true())
    except (StaleElementReferenceException, NoSuchElementException):
        return False


def needed() -> None:
    """Skip where there is no browser."""
    for name in ("chromium", "chromedriver"):
        if shutil.which(name) is None:
            pytest.skip(f"no {name}; on Debian: apt-get install chromium chromium-driver")
    if not AXE.is_file():
        pytest.skip("no axe-core; run: npm ci --prefix tests/app/browser")
