"""HEAD is answered as GET, but for the body: who sends one all the same is told so in the log by the web server."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def without_body(get_response: Answer) -> Answer:
    """The headers tell of the body that GET has: its length was said by who made it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = ()
            else:
                response.content = b""
        return response

    return answer
