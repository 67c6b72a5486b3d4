"""What must be there before the first organisation: the usual kinds, which a place may add to."""

from records.organisations.models import OrganisationKind

# code, name, may decide collectively, holds members directly (《中国共产党支部工作条例（试行）》第四至六条 for the branch kinds)
KINDS = [
    ("committee", "党委", True, False),
    ("work-committee", "党工委", True, False),
    ("general-branch", "党总支", False, True),
    ("branch", "党支部", False, True),
    ("joint-branch", "联合党支部", False, True),
    ("temporary-branch", "临时党支部", False, True),
    ("group", "党小组", False, True),
    ("leading-group", "党组", False, False),
    ("organ-committee", "机关党委", True, False),
    ("discipline-committee", "纪委", False, False),
]


def ensure() -> None:
    """Add the kinds that are missing; those a place renamed or reordered stay as they are."""
    for order, (code, name, is_committee, is_branch) in enumerate(KINDS):
        OrganisationKind.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "is_committee": is_committee,
                "is_branch": is_branch,
                "sort_order": (order + 1) * 10,
            },
        )
