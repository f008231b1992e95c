"""From a block to a figure on the page: what is asked, what was pinned, how it is written and drawn."""
