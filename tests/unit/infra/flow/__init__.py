"""Which keys reach which request of the table, followed through the source.

A value is a set of what it may carry: patterns of partitions, functions that are handed on, and
parameters, which stand for what a call puts in their place. So a helper that hands on what it is
given, such as `listing.items`, gives each caller its own.

Order and branches are not looked at: a name carries all that is assigned to it anywhere. An
attribute carries what any record is made with under its name, and a method may be that of any
class. So nothing is missed, as long as types are annotated (`names.Carrying`), keys are made in
`store.keys`, and the table is called `table`; and what comes out may be more than what happens.
"""
