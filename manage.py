#!/usr/bin/env python
"""Django's command line, with this project's settings."""

import os
import sys
from typing import NoReturn


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
        from environs import EnvError
    except ModuleNotFoundError as missing:
        _stop(
            f"{missing.name} n’est pas installé ici : lancez «make setup», puis .venv/bin/python manage.py."
        )
    try:
        execute_from_command_line(sys.argv)
    except EnvError as error:
        _stop(
            f"Il manque un réglage : {error}.\nCopiez .env.example en .env et remplissez-le, ou, pour la"
            " démonstration, passez par «make manage ARGS=…»."
        )
    except KeyboardInterrupt:  # asked for: a trace of where it was would only look like a fault
        raise SystemExit(130) from None


def _stop(sentence: str) -> NoReturn:
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(2) from None


if __name__ == "__main__":
    main()
