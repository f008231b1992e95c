"""Writing to many: segments, letters, notices, and what became of each message.

Owns: segments over facts that apps declare, letters and their frozen recipients, states of addresses,
subscriptions and rhythms. Promises: nobody receives a letter twice, a legal notice reaches whoever opted out
of news, each sending has its proof. Refuses: to track a person, to write after a death.
"""
