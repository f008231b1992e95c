"""The public site: Wagtail pages, home, studies. Composes all the other apps.

Owns: pages and their blocks. Promises: every figure with its base, date, source and status; the same
figures on the page, in the downloads and in the PDF. Refuses: a simulated figure without its label.
"""
