"""The demonstration country: invented people and organisations, calibrated on published figures.

Owns: the demonstration questionnaires and the generator, with its seed in the open. Promises: the same
country at every run, the published shares exactly, «données simulées» on every page of it.
Refuses: real persons, real organisations, to run where data is not a demonstration's.
"""
