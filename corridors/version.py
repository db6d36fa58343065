"""The installed distribution: its version, and whether another one owns our package names."""

from __future__ import annotations

from importlib.metadata import packages_distributions, version

_OURS = "corridor-atlas"


_PACKAGES = ("corridors", "geodata", "maps", "seeds")


def rivals() -> dict[str, list[str]]:
    """Return the packages of ours that other distributions ship as well, with their names."""
    owners = packages_distributions()
    found = {name: sorted(set(owners.get(name, [])) - {_OURS}) for name in _PACKAGES}
    return {name: others for name, others in found.items() if others}


def version_text() -> str:
    """Return the version, and a line for each package that another distribution owns too."""
    lines = [f"corridor-atlas {version(_OURS)}"]
    lines += [
        f"warning: {', '.join(others)} also ships a package {name!r}"
        for name, others in rivals().items()
    ]
    return "\n".join(lines)
