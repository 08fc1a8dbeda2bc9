"""The API's description, made from the code: `make openapi`.

Routes, query parameters, scopes and summaries are read from the functions, request bodies
from the pydantic models that read them, answers from the TypedDicts that they are rendered as, and
errors from `jetbridge.web.problem_texts`. What the code does not say stands in
`jetbridge_local.openapi.routes`, a module a function.
"""
