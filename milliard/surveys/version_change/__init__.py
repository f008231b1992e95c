"""The questionnaire changed while people answer: one story, each part where it happens.

`engines.questionnaire.version_change` tells what differs between two versions and converts one set of
answers. Here, `effects` counts the responses concerned before a version is adopted, `responses` converts
those that are stored, `older_pages` reads a page that was open meanwhile. What cannot be converted is set
aside: a row of `ReplacedAnswer`, with the reason.
"""
