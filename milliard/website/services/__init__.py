"""Every write of the site: pin a study's figures, keep its PDF, build a study from a program."""

from milliard.website.services.building import Figures, KeyNumbers, Shares, Words, build_study
from milliard.website.services.publishing import pin_figures, store_pdf

__all__ = ["Figures", "KeyNumbers", "Shares", "Words", "build_study", "pin_figures", "store_pdf"]
