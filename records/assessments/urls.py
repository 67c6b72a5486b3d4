"""Addresses of assessments: published results on the site, screens of the workbench."""

from django.urls import path

from records.assessments.exports import ResultExporter
from records.assessments.views import evidence, judging, presets, schemes, sheets, site, tasks
from records.kit.sheet_views import export_urlpatterns

site_urlpatterns = [
    path("", site.results, name="results"),
    path("results/<uuid:uid>/", site.result, name="result"),
]

_CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "考核", "url": "/work/assessments/"}]

work_urlpatterns = [
    path("", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.new, name="new_task"),
    path("tasks/<uuid:uid>/", tasks.task, name="task"),
    path("tasks/<uuid:uid>/edit/", tasks.change, name="edit_task"),
    path("tasks/<uuid:uid>/issue/", tasks.issue, name="issue"),
    path("tasks/<uuid:uid>/publish/", tasks.publish, name="publish_all"),
    path("tasks/<uuid:uid>/extend/", tasks.extend, name="extend_task"),
    path("tasks/<uuid:uid>/close/", tasks.close, name="close"),
    path("tasks/<uuid:uid>/withdraw/", tasks.withdraw, name="withdraw_task"),
    path("tasks/<uuid:uid>/export/", tasks.export, name="export_task"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/new/", schemes.new, name="new_scheme"),
    path("schemes/presets/", presets.presets, name="presets"),
    path("schemes/presets/new/", presets.preset, name="new_preset"),
    path("schemes/presets/<uuid:uid>/", presets.preset, name="preset"),
    path("schemes/<uuid:uid>/", schemes.scheme, name="scheme"),
    path("schemes/<uuid:uid>/edit/", schemes.change, name="edit_scheme"),
    path("schemes/<uuid:uid>/use/", schemes.use, name="use_scheme"),
    path("schemes/<uuid:uid>/version/", schemes.version, name="version_scheme"),
    path("schemes/<uuid:uid>/retire/", schemes.retire, name="retire_scheme"),
    path("sheets/<uuid:uid>/", sheets.sheet, name="sheet"),
    path("sheets/<uuid:uid>/fill/", sheets.fill, name="fill"),
    path("sheets/<uuid:uid>/print/", sheets.printed, name="print"),
    path("sheets/<uuid:uid>/evidence/<uuid:item>/", evidence.add, name="add_evidence"),
    path("sheets/<uuid:uid>/review/", judging.review, name="review"),
    path("sheets/<uuid:uid>/adjust/", judging.adjust, name="adjust"),
    path("sheets/<uuid:uid>/assess/", judging.assess, name="assess"),
    path("sheets/<uuid:uid>/rescore/", judging.rescore, name="rescore"),
    path("sheets/<uuid:uid>/publish/", judging.publish, name="publish"),
    path("sheets/<uuid:uid>/correct/", judging.correct, name="correct"),
    path("sheets/<uuid:uid>/withdraw/", judging.withdraw, name="withdraw"),
    path("evidence/<uuid:uid>/replace/", evidence.replace, name="replace_evidence"),
    path("evidence/<uuid:uid>/file/", evidence.file, name="file"),
    path("adjustments/<uuid:uid>/take-back/", judging.take_back, name="take_back"),
    # Large exports are made by a job; its page and file are the kit's.
    *export_urlpatterns(ResultExporter, "/work/assessments/", _CRUMBS, lambda query: {})[1:],
]
