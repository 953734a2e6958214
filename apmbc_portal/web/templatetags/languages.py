from django import template
from django.urls import translate_url

register = template.Library()


@register.simple_tag(takes_context=True)
def in_language(context, code):
    """The address of this very page in another interface language."""
    return translate_url(context["request"].get_full_path(), code)
