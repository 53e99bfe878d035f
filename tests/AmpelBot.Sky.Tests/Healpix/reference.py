"""Reference tables from healpy and astropy-healpix: python3 reference.py NAME > NAME.csv, for the names at the end."""
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


def angles():
    print('# nested and RING index of a colatitude and longitude in radians where both programs agree: poles, meridians, borders of base cells, corners and edges of cells')
    print('order,theta,phi,ipix,ring')
    pi = np.pi
    fixed = [(t, p) for t in (0.0, pi, pi / 2, np.arccos(2 / 3), np.arccos(-2 / 3), 1e-300, 1e-9, pi - 1e-9, pi / 3) for p in (0.0, pi / 4, pi / 2, pi, 3 * pi / 2, 2 * pi, -pi / 4, 7.5, -1e-300)]
    for order in range(30):
        points = list(fixed)
        for ipix in rng.integers(12 * 4 ** order, size=4):
            edge = hp.boundaries(2 ** order, int(ipix), step=2, nest=True)
            points += list(zip(*hp.vec2ang(edge.T)))
        points += [(np.arccos(rng.uniform(-1, 1)), rng.uniform(0, 2 * pi)) for _ in range(20)]
        for theta, phi in points:
            a = int(hp.ang2pix(2 ** order, theta, phi, nest=True))
            b = int(ah.lonlat_to_healpix(phi * u.rad, (pi / 2 - theta) * u.rad, 2 ** order, order='nested'))
            if a == b:
                print(f'{order},{float(theta)!r},{float(phi)!r},{a},{int(hp.nest2ring(2 ** order, a))}')


def some(order, n):
    face = 4 ** order
    every = {f * face + k for f in range(12) for k in (0, face // 3, 2 * face // 3, face - 1)} | {int(rng.integers(12 * face)) for _ in range(n)}
    return sorted(every)


def vectors():
    print('# centre of a nested cell as colatitude, longitude (radians) and as a vector')
    print('order,ipix,theta,phi,x,y,z')
    for order in range(30):
        for ipix in some(order, 6)[::2]:
            row = [*hp.pix2ang(2 ** order, ipix, nest=True), *hp.pix2vec(2 ** order, ipix, nest=True)]
            print(f'{order},{ipix},' + ','.join(repr(float(v)) for v in row))


def neighbours():
    print('# neighbours of a nested cell: SW, W, NW, N, NE, E, SE, S')
    print('order,ipix,sw,w,nw,n,ne,e,se,s')
    for order in range(30):
        for ipix in (range(12 * 4 ** order) if order < 3 else some(order, 6)[::2]):
            print(f'{order},{ipix},' + ','.join(str(int(v)) for v in hp.get_all_neighbours(2 ** order, ipix, nest=True)))


def boundary():
    print('# border of a nested cell in three steps a side: twelve times x, y, z')
    print('order,ipix,' + ','.join(f'{c}{k}' for k in range(12) for c in 'xyz'))
    for order in (0, 1, 2, 5, 11, 20, 29):
        for ipix in some(order, 3)[::3]:
            print(f'{order},{ipix},' + ','.join(repr(float(v)) for v in hp.boundaries(2 ** order, ipix, step=3, nest=True).T.ravel()))


def interpolation():
    print('# the four nested cells of bilinear interpolation and their weights')
    print('order,ra_deg,dec_deg,i0,i1,i2,i3,w0,w1,w2,w3')
    for order in list(range(0, 14)) + [18, 22, 25]:
        points = [(rng.uniform(0, 360), np.degrees(np.arcsin(rng.uniform(-1, 1)))) for _ in range(30)]
        # From order 14 on healpy's own weights lose their digits next to a pole.
        points += [(rng.uniform(0, 360), s * (90 - 80 * 2.0 ** -order * rng.uniform(0, 1))) for s in (1, -1) for _ in range(6)] if order < 14 else []
        points += [(ra, rng.uniform(-90, 90)) for ra in (0.0, 1e-9, 359.999999999, 90.0, 180.0)]
        points += [(rng.uniform(0, 360), s * 41.8103) for s in (1, -1)]
        for ra, dec in points:
            i, w = hp.get_interp_weights(2 ** order, ra, dec, nest=True, lonlat=True)
            print(f'{order},{float(ra)!r},{float(dec)!r},' + ','.join(str(int(v)) for v in i) + ',' + ','.join(repr(float(v)) for v in w))


def sizes():
    print('# resolution, area and largest radius of cells, in radians')
    print('order,resolution,area,radius')
    for order in range(30):
        print(f'{order},{float(hp.nside2resol(2 ** order))!r},{float(hp.nside2pixarea(2 ** order))!r},{float(hp.max_pixrad(2 ** order))!r}')


tables = {'index': index, 'cells': cells, 'sky': sky, 'cell_angles': angles, 'cell_vectors': vectors,
          'cell_neighbours': neighbours, 'cell_boundary': boundary, 'cell_interpolation': interpolation, 'cell_sizes': sizes}
tables[what]()
