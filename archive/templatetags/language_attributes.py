"""`{{ document.language|language_attributes }}` stands in the tag of what is written in that language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.writing_direction import is_right_to_left

register = template.Library()
register.filter(is_right_to_left)


@register.filter
def language_attributes(tag: str) -> SafeString | str:
    """` lang="he" dir="rtl"`, with a blank before it; "" for an unknown language.

    >>> language_attributes("es")
    ' lang="es"'
    """
    if not tag:
        return ""
    direction = ' dir="rtl"' if is_right_to_left(tag) else ""
    return format_html(' lang="{}"' + direction, tag)
