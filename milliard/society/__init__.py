"""In the image of society: who is here compared with the population, mandates, and drawing lots.

Owns: snapshots of groups of people counted by trait, dated mandates of members, draws by lot from the call
to the panel. Promises: no count under the threshold and none that follows from others, every number with its
base, day and source; a draw that anyone replays, and that nobody could steer or do again in silence.
Refuses: to say anything of a person, to draw who did not ask for it, to know who is drawn beside names.
"""
