"""The look and the voice: layouts, components, typography, fonts, icons, charts and the gallery page.

Owns: everything a person sees that is not words of one app. It has no models and knows no domain word.
Promises: works without JavaScript, AA contrast in both schemes, no inline style or script, French typography.
Refuses: queries in templates, a number without its base, date and source, colour as the only bearer of
meaning.
"""
