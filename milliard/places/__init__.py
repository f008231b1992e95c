"""Places where the movement meets: who hosts them, how far along they are, which territory they serve.

Owns: places, their teams, the territory each serves. Promises: a place is public only once the movement has
accepted it, and says what one needs to come (hours, access). Refuses: to be a member of anything; a place's
team are members, natural persons.
"""
