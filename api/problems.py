"""RFC 9457 problems: what an HTTP client reads when something cannot be done."""

from __future__ import annotations

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse


class Problem(Exception):
    """A problem with an HTTP status, a short title, and a sentence with the thing, the value and the rule."""

    def __init__(self, status: int, title: str, detail: str, **more: object) -> None:
        self.status, self.title, self.detail, self.more = status, title, detail, more
        super().__init__(detail)


def problem_response(_: Request, problem: Exception) -> JSONResponse:
    """Return a problem as application/problem+json."""
    assert isinstance(problem, Problem)
    body = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
    return JSONResponse(body | problem.more, status_code=problem.status, media_type="application/problem+json")


def wrong_parameter(request: Request, error: Exception) -> JSONResponse:
    """Return the problem of a parameter in the URL that is of another kind than it should be, or out of its range."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name, value = first["loc"][-1], str(first.get("input"))[:200]
    return problem_response(request, Problem(400, "Wrong parameter", f"{name} is {value!r}: {first['msg']}"))
