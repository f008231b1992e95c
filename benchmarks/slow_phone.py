"""Pages of the demonstration as an old phone on a slow network opens them, nothing kept from before.

    make demo
    .venv/bin/python benchmarks/slow_phone.py http://127.0.0.1:8000

Chromium at 390 x 844, 400 kbit/s each way, 400 ms more for each round trip, its processor four times slower:
the conditions of the field's report (`docs/explanation/findings-of-the-first-users.md`, S1 to S3). Bytes are
those that travelled, first paint and end are Chromium's own. It measures what is served where it is told, and
sets no target: the processor of the machine counts in every time.
"""

import shutil
import sys
from typing import Any

from ground import Table
from playwright.sync_api import sync_playwright

#: The pages of the report.
PAGES = {
    "home": "/",
    "studies": "/etudes/",
    "questionnaires": "/questionnaires/",
    "first page of the five questions": "/questionnaires/cinq-questions/",
    "the story": "/le-recit/",
    "search": "/recherche/?q=fonds",
    "sign in": "/compte/login/",
    "study of the Grand Recueil": "/etudes/grand-recueil-2024/",
    "study of the savers": "/etudes/epargnants-2024/",
}
_NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_TIMES = """() => {
  const shown = performance.getEntriesByName('first-contentful-paint')[0];
  const page = performance.getEntriesByType('navigation')[0];
  return { paint: shown ? shown.startTime : 0, ready: page.domContentLoadedEventEnd, end: page.loadEventEnd };
}"""


def visit(browser: Any, address: str) -> dict[str, float]:
    """Milliseconds to the first paint, to a page that answers and to its end; bytes and requests."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", _NETWORK)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    sizes: list[int] = []
    tools.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    answer = page.goto(address, wait_until="load", timeout=120_000)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{address}: {answer.status if answer else 'no answer'}")
    page.wait_for_timeout(500)
    found = {**page.evaluate(_TIMES), "bytes": sum(sizes), "requests": len(sizes)}
    context.close()
    return found


def main(site: str) -> None:
    table = Table("Pages of a demonstration on an old phone, 400 kbit/s, 400 ms, cold")
    with sync_playwright() as playwright:
        installed = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=installed)
        for name, path in PAGES.items():
            seen = visit(browser, site.rstrip("/") + path)
            paint, ready, end = (f"{seen[what] / 1000:.1f} s" for what in ("paint", "ready", "end"))
            told = f"{seen['bytes'] / 1000:.0f} kB in {seen['requests']} requests"
            table.add(name, paint, f"ready {ready}, end {end}; {told}")
        browser.close()
    table.show()


if __name__ == "__main__":
    main(sys.argv[1])
