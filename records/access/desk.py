"""Screens of those who look after people: accounts and posts."""

from records.kit.desk import Part, screen

screen("职务", "/work/access/posts/", "organisations.manage_posts", order=81, part=Part.PEOPLE)
screen("账号", "/work/access/accounts/", "access.manage_users", order=82, part=Part.PEOPLE)
