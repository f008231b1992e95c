"""What people wrote in answer to questionnaires, read by those who must.

Owns: the screens where responses, texts, files and contacts are read, and what was decided of each text
before it is quoted. Promises: each reading leaves a line in the journal, without what was read; a text quoted
is the one that was reviewed, or nothing; an anonymous collection shows no whole response. Refuses: an address
in an address bar, a contact whose agreement was not given, a quotation changed by more than cuts.
"""
