from meetings.forms.answer import AnswerForm, PeopleFormSet, person_initial

__all__ = ["AnswerForm", "PeopleFormSet", "person_initial"]
