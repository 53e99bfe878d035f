"""Reference tables from healpy and astropy-healpix: python3 reference.py index > index.csv; python3 reference.py cells > cells.csv"""
import sys
import warnings
import numpy as np
import healpy as hp
import astropy_healpix as ah
from astropy import units as u
from astropy.coordinates import SkyCoord
import astropy

warnings.simplefilter('ignore')
rng = np.random.default_rng(20190814)
what = sys.argv[1]
print(f'# healpy {hp.__version__}, astropy-healpix {ah.__version__}, astropy {astropy.__version__}: python3 reference.py {what} > {what}.csv')


def index():
    print('# nested index of a direction where both programs agree')
    print('order,ra_deg,dec_deg,ipix')
    points = [(ra, dec) for ra in (0, 45, 90, 135, 180, 225, 270, 315, 359.9999999, 1e-9) for dec in (90, -90, 0, 30, -30, 41.8, -41.8, 42, -42, 89.9999, -89.9999)]
    points += [(rng.uniform(0, 360), s * (90 - 10.0 ** -k)) for k in range(0, 11) for s in (1, -1)]
    points += [(rng.uniform(0, 360), np.degrees(np.arcsin(rng.uniform(-1, 1)))) for _ in range(60)]
    for order in range(30):
        for ra, dec in points:
            a = int(hp.ang2pix(2 ** order, ra, dec, nest=True, lonlat=True))
            b = int(ah.lonlat_to_healpix(ra * u.deg, dec * u.deg, 2 ** order, order='nested'))
            if a == b:
                print(f'{order},{float(ra)!r},{float(dec)!r},{a}')


def cells():
    print('# RING index and centre of a nested cell')
    print('order,ipix,ring,ra_deg,dec_deg')
    for order in range(30):
        n = 12 * 4 ** order
        face = 4 ** order
        some = {0, n - 1, n // 2, n // 3} | {f * face + k for f in range(12) for k in (0, face // 3, 2 * face // 3, face // 2, face - 1)} | {int(rng.integers(n)) for _ in range(20)}
        for ipix in sorted(some):
            ra, dec = hp.pix2ang(2 ** order, ipix, nest=True, lonlat=True)
            print(f'{order},{ipix},{int(hp.nest2ring(2 ** order, ipix))},{float(ra)!r},{float(dec)!r}')


def sky():
    print('# galactic latitude of an ICRS direction, and its separation from the direction before it')
    print('ra_deg,dec_deg,b_deg,separation_deg')
    points = [(0, 0), (0, 90), (0, -90), (192.8594812065348, 27.12825118085622), (12.8594812065348, -27.12825118085622), (266.404996, -28.936172), (359.9999999, 0), (1e-7, 0), (1e-7, 1e-9), (180, 0), (0, 0)]
    points += [(rng.uniform(0, 360), np.degrees(np.arcsin(rng.uniform(-1, 1)))) for _ in range(60)]
    before = None
    for ra, dec in points:
        c = SkyCoord(ra, dec, unit='deg')
        print(f'{float(ra)!r},{float(dec)!r},{c.galactic.b.deg!r},{c.separation(before).deg if before is not None else 0.0!r}')
        before = c


{'index': index, 'cells': cells, 'sky': sky}[what]()
