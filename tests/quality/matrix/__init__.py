"""The permission matrix 权限矩阵: role × route × verb, one small file a domain. How to add a domain: see `table.py`."""
