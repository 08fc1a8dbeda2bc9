"""The console: pages in which a tenant's people and the operator work, behind a sign-in.

    places.py      what a page and an action declare: path, role, words, what they call
    registry.py    every page and action, by area; routes, navigation, tests and docs follow from it
    access.py      who may: session, role, tenant, CSRF, fresh sign-in; then the place is asked
    signing_in.py  sessions begin and end
    layout.py      what all pages have around them

An area is a folder: `declared.py` with its pages and actions, modules with what they show, and its
templates. docs/console.md tells how a page is added.
"""
