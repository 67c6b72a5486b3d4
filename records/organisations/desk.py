"""The screen of those who keep the tree."""

from records.kit.desk import Part, screen

screen("组织", "/work/organisations/", "organisations.change", order=80, part=Part.PEOPLE)
