"""The web UI in a real browser: materialise everything, and see it succeed."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest

from codegraph_dagster_tests.defs.commands import MODULE, Workplace
from codegraph_dagster_tests.repositories import write_repository

BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def web_interface(workplace: Workplace) -> Iterator[str]:
    """`dagster dev` on loopback; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = workplace.folder / "dev.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            workplace.dagster("dev", "-m", MODULE, "--host", "127.0.0.1", "--port", str(port)),
            cwd=workplace.folder,
            env=workplace.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 120
        while True:
            with suppress(OSError), urllib.request.urlopen(f"{address}/server_info", timeout=5):
                break
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.5)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.mark.browser
def test_materialise_all_in_the_browser(tmp_path: Path):
    browser_path = next((path for path in BROWSERS if Path(path).exists()), None)
    if browser_path is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)}")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    write_repository(tmp_path / "r", modules=3)
    workplace = Workplace(tmp_path / "w", "repositories: [{name: small, path: ../r}]")
    with web_interface(workplace) as address, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, headless=True, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1600, "height": 1000})
            page.set_default_timeout(60_000)
            page.goto(f"{address}/asset-groups")
            page.get_by_role("button", name="Materialize all").click()
            page.get_by_role("button", name="All", exact=True).click()
            page.get_by_role("button", name="Launch 1 run").click()
            page.get_by_text(re.compile("Launched run")).first.wait_for()
            page.goto(f"{address}/runs")
            page.locator("a[href^='/runs/']").first.click()
            page.get_by_text("RUN_SUCCESS").or_(page.get_by_text("RUN_FAILURE")).first.wait_for(timeout=180_000)
            page.screenshot(path=tmp_path / "run.png")
            assert page.get_by_text("Succeeded (11)").count() == 1, page.inner_text("body")
            assert page.get_by_text("RUN_FAILURE").count() == 0
            page.goto(f"{address}/assets/published_index")
            page.get_by_text("The database that users open").first.wait_for()
            page.screenshot(path=tmp_path / "asset.png")
            page.goto(f"{address}/assets/overview?view=partitions&partition=small")
            page.get_by_text("[Show Markdown]").first.click()
            picture = page.get_by_role("img", name="languages")
            picture.wait_for()
            assert picture.evaluate("image => image.complete && image.naturalWidth") > 800
            page.screenshot(path=tmp_path / "picture.png")
        finally:
            browser.close()
    database = workplace.folder / "data" / "index" / "small.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("SELECT name FROM repository").fetchall() == [("small",)]
