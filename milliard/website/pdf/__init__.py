"""A study on paper: tagged PDF/UA made by typst, with the figures of the page."""
