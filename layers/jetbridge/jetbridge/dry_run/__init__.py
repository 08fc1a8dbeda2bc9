"""A policy rehearsed: the real flows over fakes, to show what would be sent, and to whom.

assumed      what is taken for granted of the deployment, its tenant and the hire
clock        a clock that is moved, and a queue that keeps its delays
partners     partners that take whatever is sent to them
world        a company that is connected to all of them, in memory
schedules    what is due, found and done as in a deployment
person       what the person does, by the pages and notifications of a real one
play         one hire from its beginning to its end, and everything that was sent
"""
