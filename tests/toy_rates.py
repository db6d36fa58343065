"""Rates with round numbers for the toy atlas, and the book of them alone."""

from corridors.ledger.rates.book import RateBook
from corridors.ledger.rates.profiles import read_profiles
from corridors.ledger.rates.reading import read_rates

HEAD = (
    "id,place,scope,mode,service,direction,measure,unit,low,mode_value,high,spread,year,"
    "from,until,n,quality,source,includes,licence,note\n"
)
URL = "https://example.org/a"
ROWS = f"""\
kz-speed,,country:KZ,rail,block-train,both,speed.moving,km/h,20,40,80,stated,2024,,,,official,{URL},,facts,
rail-speed,,global,rail,block-train,both,speed.moving,km/h,30,30,30,stated,2023,,,,measured,{URL},,facts,
sea-speed,,global,sea,container,both,speed.moving,km/day,,600,,none,2024,,,,assumption,,,facts,
border,,global,rail,block-train,both,dwell.border,h,1,2,4,stated,2024,,,,estimate,{URL},,facts,
ge-in,,country:GE,rail,block-train,in:AZ>GE,dwell.border,h,5,6,9,years,2022,,,,measured,{URL},,facts,
alat-port,alat,place,sea,container,both,dwell.handling,h,10,20,30,stated,2024,,,,official,{URL},,facts,
port,,global,sea,container,both,dwell.handling,h,,12,,none,2010,,,,estimate,{URL},,facts,
end,,global,transfer,block-train,both,dwell.handling,h,5,5,5,stated,2024,,,,estimate,{URL},,facts,
rail-price,,global,rail,block-train,both,rate,USD/FEU-km,0.4,0.5,1,stated,2024,,,,official,{URL},,facts,
ship-price,,link:alat>aktau,sea,container,both,rate,USD/FEU,300,300,300,stated,2024,,,,official,{URL},,facts,
border-fee,,global,rail,block-train,both,charge.border,USD/t,1,1,2,stated,2024,,,,estimate,{URL},,facts,
any-fee,,global,sea,container,both,charge,USD/TEU,50,50,50,stated,2024,,,,estimate,{URL},,facts,
rail-co2e,,global,rail,any,both,co2e,g/tkm,30,30,30,stated,2025,,,,estimate,{URL},,facts,
ship-co2e,,global,sea,feeder,both,co2e,g/tkm,40,45,50,stated,2025,,,,estimate,{URL},,facts,
"""


def write(folder, rows=ROWS, name="dwell"):
    """Write a table of rates into a folder; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_text(HEAD + rows, encoding="utf-8")
    return folder


def read(folder, atlas):
    """The rates of a folder for an atlas, without those that are shipped."""
    profiles = read_profiles()
    return read_rates(
        folder,
        places=set(atlas.places),
        unions=profiles.union,
        corridors=set(atlas.catalogue.corridors),
        sources={},
    )


def book(folder, atlas, rows=ROWS):
    """The book of toy rates, without those that are shipped."""
    return RateBook((tuple(read(write(folder, rows), atlas)),), {}, read_profiles())
