"""The errors that the Data API answers with; those of SQL are a statement's status instead."""


class ApiError(Exception):
    """A refused request. `code` is the exception's name in the API reference."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def invalid(message: str) -> ApiError:
    return ApiError("ValidationException", message)


def not_found(message: str) -> ApiError:
    return ApiError("ResourceNotFoundException", message)
