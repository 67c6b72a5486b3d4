"""Addresses of learning: one's own pages, lasting addresses and proofs on the site, screens of the workbench."""

from django.urls import path

from records.learning.views import own, questions, quiz, site, work

my_urlpatterns = [
    path("", own.home, name="home"),
    path("enrol/<uuid:course>/", own.enrol, name="enrol"),
    path("leave/<uuid:enrolment>/", own.leave, name="leave"),
    path("read/<uuid:enrolment>/<uuid:lesson>/", own.read, name="read"),
    path("beat/<uuid:enrolment>/<uuid:lesson>/", own.beat, name="beat"),
    path("quiz/<uuid:course>/", quiz.intro, name="quiz"),
    path("quiz/<uuid:course>/<uuid:lesson>/", quiz.intro, name="lesson_quiz"),
    path("attempt/<uuid:uid>/", quiz.attempt, name="attempt"),
]

site_urlpatterns = [
    path("course/<uuid:page_uid>/", site.course, name="course"),
    path("lesson/<uuid:page_uid>/", site.lesson, name="lesson"),
    path("certificate/<uuid:code>/", site.certificate, name="certificate"),
]

work_urlpatterns = [
    path("", work.totals, name="totals"),
    path("missing/<uuid:organisation>/", work.missing, name="missing"),
    path("sessions/", work.sessions, name="sessions"),
    path("sessions/new/", work.record, name="record"),
    path("sessions/<uuid:uid>/", work.session, name="session"),
    path("entries/<uuid:uid>/reverse/", work.reverse_entry, name="reverse"),
    path("questions/", questions.courses, name="courses"),
    path("questions/<uuid:course>/", questions.questions, name="questions"),
    path("questions/<uuid:course>/<uuid:lesson>/", questions.questions, name="lesson_questions"),
]
