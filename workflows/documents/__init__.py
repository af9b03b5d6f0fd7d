"""Reading office files into a draft of a plan, with findings.

Pure: no database, no mail; nothing is created here.
"""
