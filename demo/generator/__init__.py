"""Invents the answers of the demonstration country. Pure: the same seed gives the same answers.

``grand_recueil`` and ``savers`` give simulated responses; ``digest_of`` gives the digest that proves two runs
equal. What is published, what is borrowed from another survey and what is ours is said in
docs/explanation/demonstration.md, and in the comments beside each number.
"""

from demo.generator.grand_recueil import grand_recueil
from demo.generator.responses import SimulatedResponse, digest_of
from demo.generator.savers import savers

__all__ = ["SimulatedResponse", "digest_of", "grand_recueil", "savers"]
