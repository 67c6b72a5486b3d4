"""The portal's own addresses: sign-in, the three faces, search, files, tokens, organisations over the API."""

from django.core.files.uploadedfile import SimpleUploadedFile

from media.services import store_document
from records.access.services import issue_token
from records.kit.actors import SYSTEM
from tests.quality.matrix.table import ALL, MARK, SIGNED_IN, Prefix, Row, World, api, may


def build(world: World) -> None:
    """A file that no page uses yet, a token of the member."""
    file = store_document(SYSTEM, world.county.village, SimpleUploadedFile("名单.csv", f"{MARK}".encode()))
    world.things["portal.file"] = file.file.name
    world.things["portal.token"] = issue_token(world.people["member"], name="试验", actions=[], days=1)[1]
    world.things["portal.organisation"] = world.county.village


PREFIXES = [Prefix("_util/authenticate_with_password/", "closed"), Prefix("_util/login/", "closed")]
ROWS = [
    Row("healthz", GET=may(ALL)),
    Row("favicon.ico", GET=may(ALL)),
    Row(
        "files/<path:name>",
        name="portal.file",
        GET=may(
            "own_secretary publisher content_reviewer section_reviewer committee archivist auditor administrator site",
            visitor=404,
        ),
    ),
    Row("sign-in/", GET=may(ALL), POST=may(ALL)),
    Row("sign-in/out/", POST=may(ALL)),
    Row("sign-in/password/", GET=may(SIGNED_IN), POST=may(SIGNED_IN)),
    Row(
        "feedback/",
        GET=may(ALL),
        POST=may(ALL),
        query=lambda world: f"organisation={world.named('portal.organisation')}",
    ),
    Row("components/", GET=may(ALL)),
    Row("accessibility/", GET=may(ALL)),
    Row("display/", GET=may(ALL)),
    Row("work/", GET=may(SIGNED_IN)),
    Row("my/", GET=may(SIGNED_IN)),
    Row("my/tokens/", GET=may(SIGNED_IN)),
    Row(
        "my/tokens/new/",
        GET=may(SIGNED_IN),
        POST=may(SIGNED_IN),
        data=lambda world: {"name": "报表", "days": 7, "may_access": ["access.read_as_me"]},
    ),
    Row("my/tokens/<uuid:uid>/revoke/", uid="portal.token", GET=may("member"), POST=may("member")),
    Row("search/", GET=may(ALL)),
    Row("search/suggest/", GET=may(ALL)),
    Row("api/v1/", GET=api(ALL)),
    Row("api/v1/schema/", GET=api(ALL)),
    Row("api/v1/sign-in/", GET=api(SIGNED_IN, visitor=401), POST=api(ALL), DELETE=api(ALL)),
    Row(
        "api/v1/tokens/",
        GET=api(SIGNED_IN, visitor=401),
        POST=api(SIGNED_IN, visitor=401),
        data=lambda world: {"name": "报表", "actions": [], "days": 1},
    ),
    Row("api/v1/tokens/<uuid:uid>/", uid="portal.token", DELETE=api("member", visitor=401)),
    Row("api/v1/search/$", GET=api(ALL)),
    Row("api/v1/search/suggest/$", GET=api(ALL), query=lambda world: "q=%E5%AF%86"),
    Row("api/v1/search/clicked/$", POST=api(ALL), data=lambda world: {"of": "nothing"}),
    Row(r"((?:[\w\-]+/)*)$", GET=may(ALL), address=lambda world: "/"),
]
