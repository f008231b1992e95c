"""Phones that act at the same moment, each in a browser of its own, over a bad network.

Each act is a coroutine, and all run on one loop in a thread: the test reads its database in its own.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.harness.browser import PHONE

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Weather:
    """What Chromium is told of the network: latency of each request, bytes a second both ways."""

    latency_ms: int
    bytes_per_s: int
    patience_s: int


#: Of a village hall; of Chromium's own «Slow 3G».
WEATHERS = {"hall": Weather(300, 180_000, 60), "slow-3g": Weather(2_000, 50_000, 300)}


class Phone:
    """One member's phone, signed in."""

    def __init__(self, page: Any, patience_s: int) -> None:
        self.page = page
        page.set_default_timeout(patience_s * 1_000)

    async def go(self, path: str) -> None:
        await self.page.goto(path)

    async def press(self, button: str, then: str, *, within: Any = None, twice: bool = False) -> str:
        """Press a button, wait for ``then`` (a selector), give the words of the page."""
        found = (within or self.page).get_by_role("button", name=button).first
        # What the page is marked with is not in the next one: words of this one are not taken for an answer.
        await self.page.evaluate("document.body.classList.add('is-old')")
        await (found.dblclick if twice else found.click)(no_wait_after=True)
        await self.page.locator(f"body:not(.is-old) {then}").first.wait_for()
        await self.page.wait_for_load_state()
        return await self.words()

    async def words(self) -> str:
        text: str = await self.page.locator("body").inner_text()
        return " ".join(text.replace("\u00a0", " ").split())


class Hall:
    """Phones by the name of who holds them."""

    def __init__(self, phones: Mapping[str, Phone], run: Callable[[Awaitable[Any]], Any]) -> None:
        self.phones, self._run = phones, run

    def together(self, acts: Mapping[str, Callable[[Phone], Awaitable[Told]]]) -> dict[str, Told]:
        """Each act on the phone of that name, all at once; what each gave."""

        async def all_of_them() -> list[Told]:
            return list(await asyncio.gather(*(act(self.phones[name]) for name, act in acts.items())))

        return dict(zip(acts, self._run(all_of_them()), strict=True))


@contextmanager
def hall(path: str, address: str, cookies: Mapping[str, Any], weather: Weather) -> Iterator[Hall]:
    """Open a phone for each cookie of ``cookies`` (name -> session), with the Chromium at ``path``."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(act: Awaitable[Any]) -> Any:
        async def alone() -> Any:
            return await act

        return asyncio.run_coroutine_threadsafe(alone(), loop).result()

    opened: list[Any] = []
    try:
        phones = run(_open_phones(path, address, cookies, weather, opened))
        yield Hall(phones, run)
    finally:
        run(_close(opened))
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _open_phones(
    path: str, address: str, cookies: Mapping[str, Any], weather: Weather, opened: list[Any]
) -> dict[str, Phone]:
    from playwright.async_api import async_playwright

    from tests.harness.browser import _FLAGS

    driver = await async_playwright().start()
    opened.append(driver.stop)
    browser = await driver.chromium.launch(executable_path=path, args=list(_FLAGS))
    opened.append(browser.close)
    phones = {}
    for name, cookie in cookies.items():
        context = await browser.new_context(
            viewport=PHONE, locale="fr-FR", base_url=address, reduced_motion="reduce"
        )
        await context.add_cookies([{**cookie, "url": address}])
        page = await context.new_page()
        network = await context.new_cdp_session(page)
        await network.send("Network.enable")
        await network.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": weather.latency_ms,
                "downloadThroughput": weather.bytes_per_s,
                "uploadThroughput": weather.bytes_per_s,
            },
        )
        phones[name] = Phone(page, weather.patience_s)
    return phones


async def _close(opened: list[Any]) -> None:
    for close in reversed(opened):
        await close()
