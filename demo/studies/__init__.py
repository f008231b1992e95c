"""The two studies of the demonstration country, built with the blocks an editor would use.

Every number on their pages is computed from a frozen dataset; only comparisons are typed in, with their
source. The words say what was published, what is borrowed from another survey and what is invented.
"""

from demo.studies.grand_recueil import ensure_grand_recueil
from demo.studies.savers import ensure_savers

__all__ = ["ensure_grand_recueil", "ensure_savers"]
