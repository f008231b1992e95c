"""Reading what a page or a file answers."""

from typing import Any

from django.test import Client

from milliard.figures.display import ShownFigure


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def download(client: Client, shown: ShownFigure, extension: str) -> Any:
    return client.get(f"/etudes/etude-lue/chiffres/{shown.block_id}.{extension}")


def titled(figures: list[ShownFigure], start: str) -> ShownFigure:
    return next(shown for shown in figures if shown.title.startswith(start))
