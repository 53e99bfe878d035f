"""Tables of coordinates, times and the sky over Palomar: python3 reference.py frames|times|sky|nights (astropy's own data, no download)."""
import sys
import warnings

import astropy
import erfa
import numpy as np
from astropy import units as u
from astropy.coordinates import (AltAz, BarycentricMeanEcliptic, EarthLocation, SkyCoord, get_moon, get_sun)
from astropy.time import Time
from astropy.utils import iers

iers.conf.auto_download = False
iers.conf.auto_max_age = None
iers.conf.iers_degraded_accuracy = "warn"
warnings.simplefilter("ignore")
FILES = {"frames": "frames", "times": "times", "sky": "palomar", "nights": "nights"}
what = sys.argv[1]
rng = np.random.default_rng(20170817)
print(f"# astropy {astropy.__version__}, erfa {erfa.__version__}: python3 reference.py {what} > {FILES[what]}.csv")


def frames():
    print("# an ICRS direction, galactic, BarycentricMeanEcliptic J2000; position angle to the direction before it; offset by that angle and 33.3 deg")
    print("ra_deg,dec_deg,l_deg,b_deg,ecl_lon_deg,ecl_lat_deg,position_angle_deg,offset_ra_deg,offset_dec_deg")
    ra = np.concatenate([[0, 0, 0, 266.404996, 192.859, 270, 359.9999999, 1e-7, 180, 45], 360 * rng.random(190)])
    dec = np.concatenate([[0, 89.99, -89.99, -28.936172, 27.128, 66.5607, 0, 1e-9, 0, 45], np.degrees(np.arcsin(2 * rng.random(190) - 1))])
    c = SkyCoord(ra * u.deg, dec * u.deg)
    g, e = c.galactic, c.transform_to(BarycentricMeanEcliptic(equinox="J2000"))
    before = c[np.r_[len(ra) - 1, 0:len(ra) - 1]]
    pa = c.position_angle(before)
    off = c.directional_offset_by(pa, 33.3 * u.deg)
    for row in zip(ra, dec, g.l.deg, g.b.deg, e.lon.deg, e.lat.deg, pa.deg, off.ra.deg, off.dec.deg):
        print(",".join(repr(float(v)) for v in row))


def times():
    print("# UTC from 1972 to 2030, none on a day that ends in a leap second; readings of TAI and TT, GPS seconds, Julian dates (two doubles added at 30 digits)")
    print("utc,tai,tt,gps_seconds,jd_utc,mjd_utc,jd_tai,mjd_tai,mjd_tt,mjd_gps")
    import decimal
    decimal.getcontext().prec = 30
    steps = [str(y) + m for y, m in [(1972, "-07-01"), (1973, "-01-01"), (1980, "-01-01"), (1999, "-01-01"), (2006, "-01-01"), (2012, "-07-01"), (2015, "-07-01"), (2017, "-01-01")]]
    fixed = [s + "T00:00:00.000000" for s in steps] + ["2017-08-17T12:41:04.443000", "1980-01-06T00:00:00.000000", "2029-12-31T23:59:59.999999"]
    mjd = rng.integers(41317, 62502, 189)
    secs = rng.integers(0, 86400 * 10**6, 189)
    leap = {int(r["year"]) * 100 + int(r["month"]) for r in erfa.leap_seconds.get()}
    drawn = []
    for d, s in zip(mjd, secs):
        day = Time(int(d), format="mjd").datetime
        nxt = Time(int(d) + 1, format="mjd").datetime
        if nxt.day == 1 and nxt.year * 100 + nxt.month in leap:
            continue
        s = int(s)
        drawn.append(f"{day:%Y-%m-%d}T{s // 3600000000:02d}:{s // 60000000 % 60:02d}:{s // 1000000 % 60:02d}.{s % 1000000:06d}")
    t = Time(fixed + drawn, scale="utc", precision=6)

    def jd(x, zero):
        return [str(decimal.Decimal(float(a)) + decimal.Decimal(float(b)) - decimal.Decimal(zero)) for a, b in zip(x.jd1, x.jd2)]

    gps = [decimal.Decimal(float(a)) - decimal.Decimal(2444244.5) + decimal.Decimal(float(b)) for a, b in zip(t.tai.jd1, t.tai.jd2)]
    gps = [str((g * 86400 - 19).quantize(decimal.Decimal("0.000001"))) for g in gps]
    tai = jd(t.tai, 2400000.5)
    gpsmjd = [str(decimal.Decimal(m) - decimal.Decimal(19) / 86400) for m in tai]
    for row in zip(t.isot, t.tai.isot, t.tt.isot, gps, jd(t, 0), jd(t, 2400000.5), jd(t.tai, 0), tai, jd(t.tt, 2400000.5), gpsmjd):
        print(",".join(row))


def sky():
    print("# Palomar (-116.863, 33.356, 1706 m), no refraction: a star, the Sun (GCRS), the Moon (GCRS, then from the site), illuminated fraction")
    print("utc,ra_deg,dec_deg,alt_deg,az_deg,secz,sun_ra_deg,sun_dec_deg,sun_alt_deg,sun_az_deg,moon_ra_deg,moon_dec_deg,moon_km,moon_alt_deg,moon_az_deg,moon_site_ra_deg,moon_site_dec_deg,illuminated")
    site = EarthLocation.from_geodetic(-116.863 * u.deg, 33.356 * u.deg, 1706 * u.m)
    t = Time(np.sort(51544 + 14610 * rng.random(200)), format="mjd", scale="utc", precision=3)
    t = Time(t.isot, scale="utc", precision=3)
    ra, dec = 360 * rng.random(200), np.degrees(np.arcsin(2 * rng.random(200) - 1))
    frame = AltAz(obstime=t, location=site)
    star = SkyCoord(ra * u.deg, dec * u.deg).transform_to(frame)
    sun = get_sun(t)
    moon = get_moon(t)
    near = get_moon(t, site)
    sun_here, moon_here = sun.transform_to(frame), near.transform_to(frame)
    elongation = sun.separation(moon)
    phase = np.arctan2(sun.distance * np.sin(elongation), moon.distance - sun.distance * np.cos(elongation))
    lit = (1 + np.cos(phase)) / 2
    for row in zip(t.isot, ra, dec, star.alt.deg, star.az.deg, star.secz.value, sun.ra.deg, sun.dec.deg, sun_here.alt.deg, sun_here.az.deg,
                   moon.ra.deg, moon.dec.deg, moon.distance.km, moon_here.alt.deg, moon_here.az.deg, near.ra.deg, near.dec.deg, lit.value):
        print(row[0] + "," + ",".join(f"{float(v):.7f}" for v in row[1:]))


def nights():
    print("# Palomar: evening's date, Sun's altitude, when it sinks below it and rises above it (grid of 10 s about the crossing, then a line)")
    print("evening,sun_altitude_deg,from_utc,to_utc")
    site = EarthLocation.from_geodetic(-116.863 * u.deg, 33.356 * u.deg, 1706 * u.m)
    for i in range(40):
        day = int(51544 + 14610 * rng.random())
        noon = Time(day + 0.5 + 116.863 / 360, format="mjd", scale="utc")
        limit = (-12, -18)[i % 2]

        def altitude(days):
            t = noon + days * u.day
            return get_sun(t).transform_to(AltAz(obstime=t, location=site)).alt.deg - limit

        ends = []
        for half in (np.linspace(0, 0.5, 145), np.linspace(0.5, 1, 145)):
            for _ in range(2):
                alt = altitude(half)
                k = np.flatnonzero(np.sign(alt[1:]) != np.sign(alt[:-1]))[0]
                lo, hi, a, b = half[k], half[k + 1], alt[k], alt[k + 1]
                half = np.linspace(lo, hi, 31)
            t = noon + (lo + (hi - lo) * a / (a - b)) * u.day
            t.precision = 1
            ends.append(t.isot)
        print(f"{Time(day, format='mjd').isot[:10]},{limit},{ends[0]},{ends[1]}")


{"frames": frames, "times": times, "sky": sky, "nights": nights}[what]()
