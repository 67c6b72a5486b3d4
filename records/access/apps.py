from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "records.access"
    label = "access"
    verbose_name = "用户与权限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the kit who acts in a request."""
        from records.access.actors import actor_by_id, actor_of
        from records.kit.web import register_actor_by_id, register_actor_of

        register_actor_of(actor_of)
        register_actor_by_id(actor_by_id)
