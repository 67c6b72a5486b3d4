"""What the OpenAPI document covers: our own routes, not Wagtail's back office; and how every one of them refuses."""

from typing import Any

from records.kit.api import PROBLEM, problem


def only_our_routes(endpoints: list[tuple[str, str, str, Any]], **kwargs: Any) -> list[tuple[str, str, str, Any]]:
    """Keep `/api/v1/`; leave out the document itself and the suite's sample domain."""
    return [
        each
        for each in endpoints
        if each[0].startswith("/api/v1/")
        and not each[0].startswith("/api/v1/schema")
        and not _view_of(each[3]).startswith("tests.")
    ]


def _view_of(callback: Any) -> str:
    """Module of the view behind a route; the suite's sample domain is no part of the interface."""
    return str(getattr(callback, "cls", callback).__module__)


# ── how every act refuses ───────────────────────────────────────────────────
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "出错时的回答（RFC 9457）。errors 按字段给出：哪个值不对、怎样改。",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "供程序判断的短词"},
        "detail": {"type": "string", "description": "给人看的一句话"},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "字段名 → 说明；与字段无关的在 __all__ 下",
        },
    },
    "required": ["type", "title", "status", "code", "detail"],
}
# Name of the shared answer → its status, what it means, and the errors of its example.
REFUSALS: dict[str, tuple[int, str, dict[str, list[str]]]] = {
    "Invalid": (
        400,
        "参数或内容有误，按字段说明",
        {"since": ["“昨天”不是日期，请写成2019-02-03或2019年2月3日。"]},
    ),
    "NotSignedIn": (401, "需要登录，或令牌无效", {}),
    "Refused": (403, "没有办理这件事的权限", {}),
    "NotFound": (404, "没有找到，或者无权查看；两者不作区分", {}),
    "Conflict": (409, "与他人的更改冲突，或不合现在的状态", {}),
    "TooMany": (429, "请求过于频繁；Retry-After 说明几秒后再试", {}),
    "Unavailable": (503, "所需的服务暂时不可用", {}),
}


def with_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Say of every act how it refuses: one shape for all, after what each can meet with."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    components["responses"] = {name: _refusal(*of) for name, of in REFUSALS.items()}
    for address, acts in result["paths"].items():
        for method, act in acts.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            names = ["NotSignedIn", "Refused", "TooMany"]
            if "requestBody" in act or any(each["in"] == "query" for each in act.get("parameters", ())):
                names.append("Invalid")
            if "{" in address:
                names.append("NotFound")
            if method != "get":
                names.append("Conflict")
            if act["responses"].pop("503", None) is not None:  # said of those that need something which may be away
                names.append("Unavailable")
            for name in sorted(names, key=lambda each: REFUSALS[each][0]):
                act["responses"].setdefault(str(REFUSALS[name][0]), {"$ref": f"#/components/responses/{name}"})
    return result


def _refusal(status: int, said: str, errors: dict[str, list[str]]) -> dict[str, Any]:
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": problem(status, errors=errors)}
    told: dict[str, Any] = {"description": said, "content": {PROBLEM: shape}}
    if status == 429:
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "秒"}}
    return told
