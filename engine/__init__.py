"""Cases, their states, events and people; time, definitions as data, the database.

Knows no council, plan or mail.
"""
