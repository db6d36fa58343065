"""The hosts of addresses, as a page's policy names them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOST = re.compile(r"((?:https?:)?//)(?:[^/?#@]*@)?([^/?#]+)")


def hosts(urls: Iterable[str]) -> list[str]:
    """Return the hosts of addresses as a policy names them.

    Examples
    --------
    >>> hosts(["https://{s}.tile.example/{z}/{x}/{y}.png", "//b.example/a.js"])
    ['b.example', 'https://*.tile.example']
    """
    found = set()
    for url in urls:
        match = _HOST.match(url)
        if match:
            host = re.sub(r"^.*\}\.", "*.", match[2])
            found.add(host if match[1] == "//" else match[1] + host)
    return sorted(host for host in found if "{" not in host)
