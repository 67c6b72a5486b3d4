"""`manage.py rotate_field_keys`: seal every sensitive field anew with the current key and suite."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models

from records.crypto.keys import KeysWrong
from records.crypto.rotation import rotate

SHOWN = 20


class Command(BaseCommand):
    help = "用当前密钥和算法重新加密所有敏感字段，并重算查询哈希；可随时中断，再次运行会接着做。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate all models; end with an error when a value could not be opened, so that no old key is thrown away."""
        unreadable = 0
        try:
            for outcome in rotate(progress=self._progress):
                self.stdout.write(f"{outcome.model._meta.verbose_name}：重新加密{outcome.renewed}条。")
                unreadable += len(outcome.unreadable)
                for value in outcome.unreadable[:SHOWN]:
                    self.stderr.write(f"  未能解密 {value.place}：{value.reason}")
        except KeysWrong as wrong:
            raise CommandError(str(wrong)) from None
        if unreadable:
            raise CommandError(f"有{unreadable}个值未能解密，已原样保留。请不要删除旧密钥。")
        self.stdout.write("完成：所有敏感字段都已使用当前密钥。旧密钥可以从配置中移除。")

    def _progress(self, model: type[models.Model], done: int) -> None:
        self.stdout.write(f"  {model._meta.verbose_name} {done}", ending="\r")
