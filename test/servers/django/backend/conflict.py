from rest_framework import status
from rest_framework.exceptions import APIException


class Conflict(APIException):
    """The record is current, but in a state in which this cannot be done. `extra` goes into the answer."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"

    def __init__(self, detail, **extra):
        super().__init__(detail)
        self.extra = extra
