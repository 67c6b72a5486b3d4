"""`SecretField`: a text column that is encrypted in the database and a `Secret` in Python.

The model must have a `uid`: model, field and uid are bound into the token, so a value copied to another row or column
does not open there (architecture, 'secrets'). An empty value is stored empty and read as None.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.views.decorators.debug import sensitive_variables

from records.crypto.masks import mask_all
from records.crypto.secret import Mask, Sealed, Secret
from records.crypto.services import lookup_hashes

_ALLOWED_LOOKUPS = frozenset({"exact", "in", "isnull"})
HANDED_BACK = "这里看到的是掩码，不是内容。不修改请留空；要修改请填写完整内容。"


class SecretAttribute(DeferredAttribute):
    """Turns what a row or a caller put into the instance into a `Secret` bound to that instance."""

    field: "SecretField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if value is None or isinstance(value, models.expressions.Combinable):
            return value
        context = self.field.context_of(instance)
        if isinstance(value, Sealed):
            value = Secret.sealed(value.token, context=context, mask=self.field.mask)
        else:
            value = value.bound_to(context)  # one assigned from another record moves house sealed
        instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class SecretInput(forms.TextInput):
    """Never prints a value; the mask stands as placeholder. Browsers are asked not to remember what is typed."""

    template_name = "django/forms/widgets/text.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """What was typed and refused is shown again; a stored secret is not."""
        return None if isinstance(value, Secret | Sealed) else super().format_value(value)


class SecretFormField(forms.CharField):
    """A form's field for a secret: blank means unchanged."""

    widget = SecretInput

    def prepare_value(self, value: Any) -> Any:
        """A secret becomes nothing; typed text stays, so that a form with an error elsewhere loses nothing."""
        return "" if isinstance(value, Secret | Sealed) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Blank is unchanged, anything typed is a change."""
        return bool(data)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Show the mask as placeholder, and drop `required` where a value is stored already."""
        stored = form.get_initial_for_field(self, field_name)
        if isinstance(stored, Secret):
            self.required = False
            self.widget.is_required = False
            self.widget.attrs["placeholder"] = f"{stored}（不修改请留空）"
        return super().get_bound_field(form, field_name)


class SecretField(models.TextField[Any, Any]):
    """An encrypted text (加密字段).

    `mask` is what may be seen of it (a function of `records.crypto.masks` or one like it). Reading gives a `Secret` or
    None; assigning a text makes an unsaved `Secret`, sealed when the row is written. It can't be searched: keep a
    `LookupHashField` beside it. `QuerySet.update()` refuses plain text, because a token belongs to one row.
    """

    descriptor_class = SecretAttribute
    description = "加密文本"

    def __init__(self, *args: Any, mask: Mask = mask_all, **kwargs: Any) -> None:
        self.mask = mask
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """The model needs a `uid` that the token can be bound to."""
        try:
            self.model._meta.get_field("uid")
        except FieldDoesNotExist:
            wrong = checks.Error("加密字段所在的模型必须有 uid 字段。", obj=self, id="crypto.E010")
            return [*super().check(**kwargs), wrong]
        return super().check(**kwargs)

    def context_of(self, instance: models.Model) -> str:
        """The place of this field in this record: "members.member.identity_number:uid"."""
        return f"{self.model._meta.label_lower}.{self.name}:{instance.uid}"  # type: ignore[attr-defined]

    # ── from the database and back ──
    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        """A stored token; the descriptor binds it to its record when it is read."""
        return Sealed(value) if value else None

    def to_python(self, value: Any) -> Any:
        """None for empty, a Secret for a text; what is sealed already stays."""
        if value is None or value == "":
            return None
        if isinstance(value, Secret | Sealed | models.expressions.Combinable):
            return value
        return Secret(str(value), mask=self.mask)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal what was assigned, and leave the sealed form on the instance. Raises CannotDecrypt, ValidationError."""
        value = getattr(model_instance, self.attname)
        if not isinstance(value, Secret):
            return value
        if not value.is_stored:
            value.passes(self._refuse_masked_text)
            for hashed in self.lookup_fields():
                getattr(model_instance, hashed.attname)  # filled while the text is at hand
            value = value.sealed_for(self.context_of(model_instance))
            model_instance.__dict__[self.attname] = value
        return value

    def get_prep_value(self, value: Any) -> str | None:
        """A token for the database. Raises TypeError for plain text that no record is known for."""
        if value is None or value == "":
            return None if self.null else ""
        if isinstance(value, Sealed):
            return value.token
        if isinstance(value, Secret) and value.context:
            value.passes(self._refuse_masked_text)
            return value.token
        raise TypeError(f"{self.name} 是加密字段：请给记录赋值后保存，不能直接更新或按内容查询。")

    def get_lookup(self, lookup_name: str) -> Any:
        """Only emptiness and identity of tokens can be asked of a sealed column. Raises FieldError otherwise."""
        if lookup_name not in _ALLOWED_LOOKUPS:
            raise FieldError(f"{self.name} 是加密字段，不能按内容查询；请用对应的查询哈希字段。")
        return super().get_lookup(lookup_name)

    # ── never the plain text ──
    def value_to_string(self, obj: models.Model) -> str:
        """The mask: serialised data is no way out. (So a fixture can't carry secrets; back-ups do.)"""
        return str(getattr(obj, self.attname) or "")

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """A blank in a form leaves what is stored."""
        if data not in (None, ""):
            setattr(instance, self.attname, data)

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """A field that never prints what is stored, whatever widget the admin would have liked."""
        kwargs.pop("widget", None)
        kwargs.setdefault("form_class", SecretFormField)
        return super(models.TextField, self).formfield(*args, **kwargs)

    # ── checking what was typed ──
    def run_validators(self, value: Any) -> None:
        """Validators see a text typed just now; what is sealed was checked when it was typed."""
        if isinstance(value, Secret):
            value.passes(self._refuse_masked_text)
            value.passes(super().run_validators)
        elif isinstance(value, str):
            super().run_validators(value)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """An empty value is refused as blank, in Django's own words, whether the column is null or not."""
        if value is None and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    @sensitive_variables("plain")
    def _refuse_masked_text(self, plain: str) -> None:
        if plain == self.mask(plain):
            raise ValidationError(HANDED_BACK, code="mask")

    def lookup_fields(self) -> list["LookupHashField"]:
        """The look-up columns that belong to this field."""
        fields = self.model._meta.concrete_fields
        return [field for field in fields if isinstance(field, LookupHashField) and field.of == self.name]


class LookupHashAttribute(DeferredAttribute):
    """Reads the hash; while the secret is a text typed just now, computes it."""

    field: "LookupHashField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        data = instance.__dict__
        if self.field.of in data:
            secret = data[self.field.of]
            if secret is None:
                data[self.field.attname] = self.field.none
            elif isinstance(secret, Secret) and not secret.is_stored:
                hashed = secret.hash_for(self.field.purpose, self.field.normalise)
                data[self.field.attname] = hashed or self.field.none
        return super().__get__(instance, cls)

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class LookupHashField(models.CharField[Any, Any]):
    """The keyed hash (查询哈希) of a `SecretField` of the same model, for exact look-up; it follows the secret.

    `of` names the SecretField; `purpose` keeps columns apart; `normalise` (text -> text) is applied before hashing.
    Find with `filter(identity_hash__in=hashes_of(Member, "identity_hash", typed))`. With `update_fields` or
    `bulk_update`, name both columns. A unique column should be `null=True`: many rows may have no secret.
    """

    descriptor_class = LookupHashAttribute
    description = "查询哈希"

    def __init__(
        self, *args: Any, of: str = "", purpose: str = "", normalise: Callable[[str], str] = str, **kwargs: Any
    ) -> None:
        self.of, self.purpose, self.normalise = of, purpose, normalise
        for name, value in (("max_length", 100), ("blank", True), ("editable", False)):
            kwargs.setdefault(name, value)
        super().__init__(*args, **kwargs)

    @property
    def none(self) -> str | None:
        """What stands where there is nothing to look up: NULL in a column that may be null (so that it can be unique)."""
        return None if self.null else ""


@sensitive_variables("typed")
def hashes_of(model: type[models.Model], field_name: str, typed: str) -> list[str]:
    """Every hash under which a typed value may be stored in a `LookupHashField`, for `__in`; empty for an empty value.

    Raises FieldDoesNotExist; TypeError when the field is of another kind.
    """
    field = model._meta.get_field(field_name)
    if not isinstance(field, LookupHashField):
        raise TypeError(f"{field_name} 不是查询哈希字段。")
    normalised = field.normalise(typed)
    return lookup_hashes(normalised, field.purpose) if normalised else []
