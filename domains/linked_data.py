"""What a page is about, for machines that read pages: in the words of schema.org, as JSON-LD."""

from django.conf import settings
from django.urls import reverse

from domains.models import Measure
from partnerships.models import Organisation

# A measure that stopped did not fail, so nothing is said of it.
STATUSES = {
    Measure.Status.PLANNED: "https://schema.org/PotentialActionStatus",
    Measure.Status.RUNNING: "https://schema.org/ActiveActionStatus",
    Measure.Status.DONE: "https://schema.org/CompletedActionStatus",
}


def address(record):
    return settings.SITE_URL + record.get_absolute_url()


def name_of(record):
    return str(getattr(record, "title", "") or record.name)


def node(kind, record, **facts):
    """Return what is known of a record; what is not known is left out."""
    known = {name: value for name, value in facts.items() if value not in (None, "", [])}
    return {"@type": kind, "@id": address(record), "url": address(record), "name": name_of(record), **known}


def breadcrumb(*records):
    """Return the way to a page, from the largest thing it is part of to itself."""
    steps = [
        {"@type": "ListItem", "position": position, "name": name_of(record), "item": address(record)}
        for position, record in enumerate(records, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def domain(record):
    """Return a domain as a set of figures, with the address where programs get them."""
    figures = {"@type": "DataDownload", "encodingFormat": "application/json"}
    figures["contentUrl"] = f"{settings.SITE_URL}{reverse('api:progress-list')}?domain={record.slug}"
    return node(
        "Dataset",
        record,
        description=str(record.description or record.title),
        temporalCoverage=f"{record.plan.starts_on}/{record.plan.ends_on}",
        isAccessibleForFree=True,
        isPartOf=address(record.plan),
        distribution=[figures],
    )


def measure(record):
    """Return a measure as something an organisation does."""
    return node(
        "Action",
        record,
        description=str(record.summary),
        identifier=record.reference,
        actionStatus=STATUSES.get(record.status),
        startTime=record.starts_on.isoformat(),
        endTime=record.ends_on and record.ends_on.isoformat(),
        agent=organisation(record.organisation),
        location={"@type": "AdministrativeArea", "@id": address(record.territory), "name": name_of(record.territory)},
    )


def organisation(record):
    is_authority = record.kind == Organisation.Kind.AUTHORITIES
    return node("GovernmentOrganization" if is_authority else "Organization", record, sameAs=record.website)


def partnership(record, members):
    """Return a partnership as an organisation of its members."""
    return node(
        "Organization",
        record,
        description=str(record.agreement),
        sameAs=record.website,
        member=[address(member) for member in members],
    )


def place(record, around):
    """Return a place, and the one it lies in."""
    point = {"@type": "GeoCoordinates", "latitude": str(record.latitude), "longitude": str(record.longitude)}
    return node(
        "AdministrativeArea",
        record,
        identifier=record.code,
        geo=None if record.latitude is None else point,
        containedInPlace=address(around[-1]) if around else None,
    )
