"""Pages of the imaginary county: real laws as 规章, news, plans, disclosures, courses, and letters to its desks."""

from wagtail.signal_handlers import disable_reference_index_auto_update

from portal.demo.pages import articles, courses, laws, letters


def load() -> int:
    """Load what is missing; returns how many pages, quizzes' questions and letters were new.

    Every page is saved thrice on its way to being published; what it refers to is noted once, when it is.
    """
    with disable_reference_index_auto_update():
        made = laws.load() + articles.load() + courses.load()
    return made + letters.load()
