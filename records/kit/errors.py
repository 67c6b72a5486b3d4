"""What a write may raise. Each has a code for the API and a sentence in Chinese for the person."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404


class Refused(PermissionDenied):
    """The actor may see the record but may not do this to it 无此权限."""

    code = "refused"

    def __init__(self, message: str = "您没有办理这件事的权限。") -> None:
        super().__init__(message)
        self.message = message


class NotVisible(Http404):
    """The record does not exist, or not for this person: the two are never told apart."""

    code = "not_found"

    def __init__(self, message: str = "没有找到，或者您无权查看。") -> None:
        super().__init__(message)
        self.message = message


class Invalid(ValidationError):
    """What was entered breaks a rule; `message` or a dict of field → message, in Chinese, naming the cure."""


class Conflict(Exception):
    """Somebody else changed the record meanwhile (optimistic version), or the step was already taken."""

    code = "conflict"

    def __init__(self, message: str = "这条记录刚刚被他人更改，请刷新后核对再保存；您填写的内容仍在本页。") -> None:
        super().__init__(message)
        self.message = message
