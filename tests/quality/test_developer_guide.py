"""The checklist 'add a domain' of the developer guide, walked over the sample domain."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from records.kit.discover import own_modules
from records.kit.models import Record
from records.kit.policies import all_policies
from records.kit.querysets import RecordQuerySet

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "sample"
GUIDE = (ROOT / "docs" / "developer.md").read_text()
STEPS = GUIDE.partition("## Add a domain")[2].partition("\n## ")[0]
NAMED = set(re.findall(r"`([a-z_]+\.py)`", STEPS))


def test_the_steps_are_numbered_without_a_gap() -> None:
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", STEPS, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 8


def test_every_file_of_the_sample_is_named_in_the_list() -> None:
    files = {path.name for path in SAMPLE.glob("*.py")} - {"__init__.py"}
    assert files <= NAMED, f"the guide does not tell of {sorted(files - NAMED)}"


def test_every_named_file_is_one_that_a_real_domain_has() -> None:
    rooms = [ROOT / app.replace(".", "/") for app in settings.OWN_APPS if app.startswith("records.")]
    for name in NAMED:
        assert (SAMPLE / name).exists() or any((room / name).exists() for room in rooms), name


def test_the_folder_and_one_line_are_all_it_takes() -> None:
    assert apps.get_app_config("sample").name == "tests.sample"
    assert sum(app == "tests.sample" for app in settings.OWN_APPS) == 1


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in SAMPLE.glob("*.py") if path.stem not in ("__init__", "apps"))
)
def test_each_of_its_files_is_found_by_name(name: str) -> None:
    assert "tests.sample" in [app for app, _module in own_modules(name)]


def test_its_records_are_records_read_through_one_guarded_door() -> None:
    for model in apps.get_app_config("sample").get_models():
        assert issubclass(model, Record)
        assert isinstance(model.objects.all(), RecordQuerySet)
        assert model.objects.all().view_action in {policy.action for policy in all_policies()}


def test_every_act_of_its_services_is_declared() -> None:
    acts = set(re.findall(r'Write\([a-z_]+, "([a-z_.]+)"', (SAMPLE / "services.py").read_text()))
    assert acts
    assert acts <= {policy.action for policy in all_policies()}
