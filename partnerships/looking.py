"""Looks at web addresses: is a page there? Politely, never for long, and at servers that everybody can reach only.

A name is resolved when a connection is made, and the connection goes to an address that was checked: so no name, and no
redirect, leads into the network that this program stands in. Nothing of a page is read but the head of its answer.
"""

import asyncio
import socket
import ssl
from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import httpcore
from django.conf import settings
from django.utils.encoding import iri_to_uri

from partnerships.links import Link

Came = Link.Came
REDIRECTS = 5
MOVED = {301, 302, 303, 307, 308}
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
UNREACHED = {Came.NO_SERVER, Came.NO_ANSWER, Came.CLOSED}  # what also comes when this machine has no network


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for one answer and for all together, in seconds, and how many servers to ask at once."""

    answer: float = 10
    all: float = 600
    at_once: int = 8


class ClosedError(httpcore.ConnectError):
    """The address leads to no server that everybody can reach."""


class NoServerError(httpcore.ConnectError):
    """The name belongs to no server."""


def look_at(addresses, limits=Limits()):
    """Return {address: what came}; those that there was no time for are not in it."""
    return asyncio.run(Visitor(limits).look_at(addresses))


def is_public(address):
    """Say whether a numeric address is one that everybody can reach; those that hide another one are not."""
    ip = ip_address(address.partition("%")[0])
    if ip.version == 6 and (ip.is_site_local or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


class PublicServers(httpcore.AsyncNetworkBackend):
    """Connects to servers that everybody can reach; tests name one more, of this machine, by address and port."""

    def __init__(self):
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as fault:
            raise NoServerError(str(fault)) from fault
        addresses = [each[4][0] for each in found]
        allowed = [each for each in addresses if is_public(each) or (each, port) in settings.LINKS_MAY_ALSO_LEAD_TO]
        if not allowed:
            raise ClosedError(host)
        for address in allowed[:-1]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # many servers have an address that this machine cannot reach, such as one of IPv6
        return await self._network.connect_tcp(allowed[-1], port, timeout, local_address, socket_options)


class Visitor:
    """Asks many servers at once, and each of them one thing at a time. It keeps no cookies."""

    def __init__(self, limits):
        self.limits = limits
        self._room = asyncio.Semaphore(limits.at_once)
        self._turns = defaultdict(asyncio.Lock)
        self._headers = {"User-Agent": f"Integratieplan, looking for dead links ({settings.SITE_URL})", "Accept": "*/*"}
        self.came = {}

    async def look_at(self, addresses):
        network = PublicServers()
        try:
            async with asyncio.timeout(self.limits.all), httpcore.AsyncConnectionPool(network_backend=network) as pool:
                await asyncio.gather(*(self._note(pool, address) for address in addresses))
        except TimeoutError:
            pass  # the next run looks at the rest
        return self.came

    async def _note(self, pool, address):
        try:
            self.came[address] = await self._follow(pool, address)
        except httpcore.ConnectError as fault:
            self.came[address] = _meaning(fault)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, TimeoutError):
            self.came[address] = Came.NO_ANSWER

    async def _follow(self, pool, address):
        onward = address
        for _step in range(REDIRECTS + 1):
            address, url = parsed(onward, address)
            status, onward = await self._ask(pool, url)
            if status not in MOVED or not onward:
                return _meaning_of_status(status)
        return Came.CIRCLE

    async def _ask(self, pool, url):
        """Return the status of the answer, and the address that it leads on to.

        Some servers do not know HEAD, and say anything at all to it: what it does not find is asked for with GET.
        """
        async with self._turns[url.host], self._room:
            try:
                status, onward = await self._request(pool, "HEAD", url)
            except (httpcore.ReadError, httpcore.ProtocolError):
                status, onward = HTTPStatus.NOT_IMPLEMENTED, None
            return await self._request(pool, "GET", url) if status >= HTTPStatus.BAD_REQUEST else (status, onward)

    async def _request(self, pool, method, url):
        async with asyncio.timeout(self.limits.answer), pool.stream(method, url, headers=self._headers) as answer:
            onward = {name.lower(): value.decode("latin-1") for name, value in answer.headers}.get(b"location")
            return answer.status, onward


def parsed(address, base=""):
    """Return an address, whole, and the parts that a request is made of; raise when it is not one for everybody."""
    try:
        whole = urljoin(base, address)
        parts = urlsplit(whole)
        host, port = (parts.hostname or "").encode("idna"), parts.port
    except ValueError as fault:  # a port or a name that cannot be
        raise NoServerError(address) from fault
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise ClosedError(address)
    target = iri_to_uri(parts._replace(scheme="", netloc="", path=parts.path or "/", fragment="").geturl())
    return whole, httpcore.URL(scheme=parts.scheme, host=host, port=port, target=target)


def _meaning(fault):
    """Return what it means that no connection was made."""
    if isinstance(fault, ClosedError):
        return Came.CLOSED
    if isinstance(fault, NoServerError):
        return Came.NO_SERVER
    return Came.UNSAFE if isinstance(fault.__cause__ or fault.__context__, ssl.SSLError) else Came.NO_ANSWER


def _meaning_of_status(status):
    """Return what a status means: who is refused as a program, or is asked to sign in, was answered all the same."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Came.FAULT
    return Came.GONE if status in GONE else Came.THERE
