"""The translation check of .ci/run: what a person reads in the back office is Chinese.

Two things are looked at. Our own catalogues (portal/locale) must be complete, without doubtful entries, and compiled.
And whatever has a form or a list in the back office (page types, registers, images, documents) must have a Chinese
name for itself and for every field shown, because Django makes an English one from the field's name otherwise.

Run it: python -m tests.quality.translations
"""

import gettext
import re
import sys
from collections.abc import Iterator
from pathlib import Path

# Wagtail draws it among the comments with words of its own; as a form field it has no label.
WITHOUT_LABEL = {"comment_notifications"}
LOCALE = Path(__file__).resolve().parents[2] / "portal" / "locale"
CHINESE = re.compile(r"[\u3400-\u9fff]")


def has_chinese(text: object) -> bool:
    """True when there is a Chinese character in it."""
    return bool(CHINESE.search(str(text)))


def faults_of_catalogues(folder: Path = LOCALE) -> Iterator[str]:
    """What is wrong with our catalogues: an entry untranslated or doubtful, or a compiled file that is out of date."""
    import polib

    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        catalogue = polib.pofile(str(source))
        for entry in catalogue:
            if not entry.obsolete and (entry.fuzzy or not entry.translated()):
                yield f"{source.name}:{entry.linenum} 未译或存疑：{entry.msgid[:60]}"
        compiled = source.with_suffix(".mo")
        if not compiled.exists():
            yield f"{compiled.name} 缺失：运行 bin/manage compilemessages"
            continue
        with compiled.open("rb") as handle:
            messages = gettext.GNUTranslations(handle)
        for entry in catalogue.translated_entries():
            if not entry.msgid_plural and messages.pgettext(entry.msgctxt or "", entry.msgid) != entry.msgstr:
                if entry.msgctxt is None and messages.gettext(entry.msgid) == entry.msgstr:
                    continue
                yield f"{compiled.name} 不是最新的（{entry.msgid[:40]}）：运行 bin/manage compilemessages"
                break


def faults_of_names() -> Iterator[str]:
    """Every label in a form of the back office that isn't Chinese."""
    from wagtail.documents import get_document_model
    from wagtail.documents.forms import get_document_form
    from wagtail.images import get_image_model
    from wagtail.images.forms import get_image_form
    from wagtail.models import get_page_models

    ours = [model for model in get_page_models() if not model.__module__.startswith("wagtail.")]
    for model in [*ours, get_image_model(), get_document_model()]:
        if not has_chinese(model._meta.verbose_name):
            yield f"{model.__name__} 没有中文名称"
    # A page type's own handler: the general one would list every column, also those no editor is shown.
    forms = {model.__name__: model.get_edit_handler().get_form_class() for model in ours}
    forms[get_image_model().__name__] = get_image_form(get_image_model())
    forms[get_document_model().__name__] = get_document_form(get_document_model())
    for name, form in forms.items():
        for field_name, field in form.base_fields.items():
            if field_name in WITHOUT_LABEL or field.widget.is_hidden:
                continue
            if not has_chinese(field.label):
                yield f"{name}.{field_name} 的标签不是中文：{field.label}"
    yield from _faults_of_registers()


def _faults_of_registers() -> Iterator[str]:
    """The same for the registers that modeladmin shows: their columns."""
    from django.contrib.admin.utils import label_for_field
    from wagtail_modeladmin.options import ModelAdmin

    for register in _all_subclasses(ModelAdmin):
        model = getattr(register, "model", None)
        if model is None or model.__module__.startswith(("tests.", "wagtail")):
            continue
        if not has_chinese(model._meta.verbose_name_plural):
            yield f"{model.__name__} 没有中文的复数名称"
        for column in register.list_display:
            if column == "__str__":
                continue
            label = label_for_field(column, model, register())
            if not has_chinese(label):
                yield f"{register.__name__} 的列 {column} 不是中文：{label}"


def _all_subclasses(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from _all_subclasses(child)


def main() -> int:
    """Print every fault; 1 when there is any."""
    import django

    django.setup()
    from wagtail.admin.menu import admin_menu

    _ = admin_menu.registered_menu_items  # loads every hooks file, and with them the registers
    faults = [*faults_of_catalogues(), *faults_of_names()]
    for fault in faults:
        print(f"✗ {fault}")
    print("译文检查：" + (f"{len(faults)} 处" if faults else "通过"))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
