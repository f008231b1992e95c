"""Blocks of lists: links of the menu, of the foot, of a page; questions with their answers."""

from typing import Any

from wagtail import blocks

from milliard.website.blocks.text import TEXT_FEATURES, LinkBlock


class MenuGroupBlock(blocks.StructBlock):
    """Several links of the menu, under one word that unfolds them."""

    label = blocks.CharBlock(label="Mot du menu", max_length=30)
    links = blocks.ListBlock(LinkBlock(), label="Liens", min_num=1)

    class Meta:
        label = "Groupe de liens"
        icon = "list-ul"


class LinksBlock(blocks.StructBlock):
    """Where to go from here: buttons, the first one stands out."""

    links = blocks.ListBlock(LinkBlock(), label="Liens", min_num=1, max_num=4)

    class Meta:
        label = "Boutons"
        icon = "link"
        template = "website/blocks/links.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        """An address is no word, and a button says nothing of a page."""
        return []


class QuestionBlock(blocks.StructBlock):
    """One question. Its address follows its place in the page's memory, not its words."""

    question = blocks.CharBlock(
        label="Question",
        max_length=200,
        help_text="Comme on la pose\u00a0: une phrase, qui finit par «\u00a0?\u00a0».",
    )
    answer = blocks.RichTextBlock(label="Réponse", features=TEXT_FEATURES)

    class Meta:
        label = "Question"
        icon = "help"
