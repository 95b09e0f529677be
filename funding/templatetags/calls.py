"""The states of calls, in words."""

from django import template

from funding.words import STATE_COLOURS, STATES

register = template.Library()


@register.filter
def state_label(state):
    return STATES[state]


@register.filter
def state_colour(state):
    return STATE_COLOURS[state]
