"""Screens of those who keep the tree: organisations 组织, units 单位, kinds 组织类别."""
