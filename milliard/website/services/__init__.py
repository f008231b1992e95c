"""Every write of the site: pin a study's figures, keep its PDF, build a study from a program."""

from milliard.website.services.publication import pin_figures, store_pdf
from milliard.website.services.study_builder import Figures, KeyNumbers, Shares, Words, build_study

__all__ = ["Figures", "KeyNumbers", "Shares", "Words", "build_study", "pin_figures", "store_pdf"]
