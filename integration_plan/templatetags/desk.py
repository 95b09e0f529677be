"""What the first page of the back office shows."""

from django import template

from integration_plan.desk import desk_now

register = template.Library()


@register.simple_tag(takes_context=True)
def desk(context):
    """Return what waits for the person who signed in."""
    return desk_now(context["request"].user)
