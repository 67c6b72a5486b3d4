"""Screens of those who look after accounts 账号 and posts 职务."""
