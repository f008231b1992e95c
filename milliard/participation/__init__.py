"""Taking part: working groups, missions, events.

Owns: what members can do together, and who does it. Promises: never more people than seats or slots, a
waiting list that keeps its order, a reason beside each suggestion. Refuses: to show who takes part to
strangers, and to keep where anybody is.
"""
