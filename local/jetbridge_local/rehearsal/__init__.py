"""A policy rehearsed: the real flows over fakes, so that one sees what would be sent, and to whom.

published    the settings, as the template has them by default
partners     partners that take whatever is sent to them
world        a company that is connected to all of them, in memory
play         one hire from its beginning to its end, and everything that was sent
"""
