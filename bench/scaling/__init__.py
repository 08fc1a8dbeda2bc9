"""What `python -m bench.scale` is made of.

units        DynamoDB's capacity units of a run in memory, partition by partition
operations   what each thing that Jetbridge does costs, counted in the code's own run
flat         what a request and a run of a schedule cost in tables of several sizes
population   the connections of a deployment, in the middle of their lives
clockwork    a clock, an index of what is due, and queues with workers
deployment   schedules, queues and workers in a time of their own, by the code's own rules
rush         a company that hires many people, and the partner's limits for its credential
scenarios    an ordinary day, outages of a day, one company that hires 10,000 people
report       the tables and plots of docs/scaling.md
"""
