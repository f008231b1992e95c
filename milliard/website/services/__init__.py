"""Every write of the site: pin a study's figures, keep its PDF, build a study from a program."""

from milliard.website.services.publication import CorrectionUnsaid, pin_figures, store_pdf
from milliard.website.services.study_builder import (
    Piece,
    build_study,
    figure_piece,
    numbers_piece,
    shares_piece,
    sum_piece,
)

__all__ = [
    "CorrectionUnsaid",
    "Piece",
    "build_study",
    "figure_piece",
    "numbers_piece",
    "pin_figures",
    "shares_piece",
    "store_pdf",
    "sum_piece",
]
