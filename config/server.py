"""The web server: `python -m config.server --port 8000`, granian whose workers share what is loaded.

Granian's own command lets each worker load the application by itself: a second of start and 130 MB for each.
Here it is loaded once, with every template, and the workers are copies of that process (fork), which then
ends: see `config.supervisor`. Where that cannot be (anything but Linux), it stays and watches them itself.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from config import supervisor

#: Of each worker: while one waits for the disk the other works. Each keeps a connection to the database.
BLOCKING_THREADS = 2
#: Shown once before the workers are made. None draws a chart: its engine has threads, which a copy loses.
_FIRST_PAGES = ("/sante/", "/questionnaires/", "/compte/login/", "/adherer/")
#: So often that Python has put each function in the form it keeps.
_UNTIL_SETTLED = 3
#: What Django's tests, REST framework, Beautiful Soup and Willow load when it happens to be installed, and
#: the site never asks of them. Whoever needs it later loads it; no picture is taken in HEIC. What few
#: requests need (workbooks, tiles of maps, news of mail providers) is imported by the functions that do,
#: always by the root of its package first: two threads that enter one by two doors find it half made.
_NOT_FOR_PAGES = ("charset_normalizer", "jinja2", "pillow_heif", "pygments", "requests", "yaml")


@contextmanager
def _without(*modules: str) -> Iterator[None]:
    """Have these modules look as if they were not installed."""
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python says it
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@_without(*_NOT_FOR_PAGES)
def load_application() -> Callable[..., Any]:
    """The application, and what the first request of each kind would load."""
    from django.conf import settings
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template
    from django.urls import get_resolver
    from wagtail import hooks

    from config.wsgi import application

    hooks.search_for_hooks()
    get_resolver()._populate()
    for folder in Path(settings.BASE_DIR).glob("milliard/*/templates"):
        for path in folder.rglob("*.html"):
            if "staff" in path.parts:
                continue  # the team's: few ask for them
            try:
                get_template(path.relative_to(folder).as_posix())
            except TemplateSyntaxError:
                continue  # the page that shows it will say so
    _freeze()
    return application


def _freeze() -> None:
    gc.collect()
    gc.freeze()  # a collection in a worker would write in each of these objects, hence copy their memory


def warm_up(application: Callable[..., Any]) -> None:
    """Show a few pages: what first visitors make the site prepare is prepared once, for all workers.

    What fails here is answered as to a visitor, and left to the first one.
    """
    from django.conf import settings
    from django.db import connections

    site = urlsplit(settings.SITE_URL)
    for path in _FIRST_PAGES * _UNTIL_SETTLED:
        environ: dict[str, Any] = {
            "HTTP_HOST": site.netloc,
            "PATH_INFO": path,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": site.scheme,
        }
        setup_testing_defaults(environ)
        with closing(application(environ, lambda *_: None)) as answer:
            for _ in answer:
                pass
    connections.close_all()  # the workers would share them
    _freeze()


def serve(
    application: Callable[..., Any],
    *,
    port: int,
    workers: int = 1,
    kill_timeout: int | None = None,
    at_start: Callable[[], object] = lambda: None,
    hand_over: int | None = None,
) -> None:
    """Serve until told to stop. No connection may be open: the workers would share it.

    kill_timeout: seconds a worker may take to end, without limit if None. at_start: run first in each worker.
    hand_over: the file descriptor that is told the workers' numbers, once they are there; this process ends
    then, and they go on.
    """
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    def load(target: str) -> Callable[..., Any]:
        at_start()
        return application

    class Server(Granian):  # type: ignore[misc]  # granian has no types
        def _serve_loop(self, *targets: Any) -> None:
            if hand_over is None:
                super()._serve_loop(*targets)
                return
            os.write(hand_over, " ".join(str(worker._id()) for worker in self.wrks).encode())
            os._exit(0)

    # What granian does on Linux; said aloud because its workers must be copies of this process.
    multiprocessing.set_start_method("fork", force=True)
    Server(
        "config.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=kill_timeout,
        log_level=LogLevels.warning,
    ).serve(target_loader=load)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill-timeout", type=int, help="seconds before a worker is ended")
    parser.add_argument("--hand-over", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if given.hand_over is None and sys.platform == "linux":
        # Neither this module nor what Python finds in its environment: it loads nothing. No shell, our own
        # program.
        watch = [sys.executable, "-IS", supervisor.__file__, str(given.kill_timeout or "")]
        os.execv(sys.executable, [*watch, sys.executable, "-m", "config.server", *sys.argv[1:]])  # noqa: S606
    application = load_application()
    if given.hand_over is not None:
        warm_up(application)
    serve(
        application,
        port=given.port,
        workers=given.workers,
        kill_timeout=given.kill_timeout,
        hand_over=given.hand_over,
    )


if __name__ == "__main__":
    main()
