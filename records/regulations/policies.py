"""Who may do what with figures. Roles stand here by name: their list is on the floor above."""

from records.kit.policies import allow

allow("regulations.view", "查阅法规数值", ("organisation_administrator", "secretary", "section_reviewer", "auditor"))
# Asked at the root, above all organisations: in effect the system administrator.
allow("regulations.change", "维护法规数值", ("site_administrator",))
