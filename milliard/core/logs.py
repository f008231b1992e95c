"""What a log line may say: the name of a route, never the values in it, nor what a person typed.

Django's own lines about failed requests quote the path (a resume link is a key) and the exceptions of a
database quote the row («Key (email)=(…) already exists»). Both are cut here, once, for every handler.
"""

import logging
import traceback


class WithoutValues(logging.Filter):
    """Rewrite a record in place: route instead of path, frames and type instead of an exception's message."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = record.__dict__.pop("request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            record.__dict__["route"] = match.view_name if match else None
            record.__dict__["method"] = getattr(request, "method", None)
            record.msg, record.args = f"{record.levelname.lower()} while answering", ()
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            record.__dict__["exception"] = f"{kind.__module__}.{kind.__qualname__}"
            record.__dict__["frames"] = "".join(traceback.format_tb(trace))
            record.exc_info = record.exc_text = None
        return True
