using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Something in the simulated sky that stays in its place.</summary>
internal abstract class SimulatedSource
{
    private SimulatedSurroundings? surroundings;

    /// <summary>What it is: kilonova, supernova, tde, agn, variable star, flare, asteroid or bogus.</summary>
    internal required string Truth { get; init; }

    /// <summary>Everything random about it hangs on this number, which no other has.</summary>
    internal required ulong Seed { get; init; }

    /// <summary>The number that its name is made of; no other has it.</summary>
    internal required long NameNumber { get; init; }

    /// <summary>Where it is.</summary>
    internal required SkyCoord Coord { get; init; }

    /// <summary>Its host, the star that it is, and what else stands near.</summary>
    internal SimulatedSurroundings Surroundings => surroundings ??= new SimulatedSurroundings(this);

    /// <summary>Index of the injection; -1 for what the populations hold.</summary>
    internal int Injection { get; init; } = -1;

    /// <summary>First and last time at which it differs from the reference image, Julian date in UTC.</summary>
    internal virtual (double From, double To) Span => (double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Where its galaxy is, as the distance from it in arcsec, and how bright in r; null without one.</summary>
    internal virtual (double DistanceArcsec, double RMag)? Host => null;

    /// <summary>Its own steady magnitude in r, where it is a star or a nucleus; null for a transient.</summary>
    internal virtual double? SteadyRMag => null;

    /// <summary>Star-galaxy score of the thing itself in PS1.</summary>
    internal virtual double StarScore => 0.98;

    /// <summary>Whether it is a real source.</summary>
    internal virtual bool IsReal => true;

    /// <summary>What it was made of, as name=value pairs parted by semicolons.</summary>
    internal virtual string Parameters => "";

    /// <summary>Change against the reference image in counts (<see cref="SimulatedExposure.ZeroPoint"/>); 0 while there is none.</summary>
    internal abstract double Counts(double jd, int fid);

    /// <summary>The steady light at its place in counts: what adds noise and is in the reference image.</summary>
    internal double SteadyCounts(int fid) => SteadyRMag is { } mag ? SimulatedExposure.CountsOf(mag + SteadyColor(fid)) : 0;

    /// <summary>Magnitude in a band minus that in r, of the steady light.</summary>
    internal virtual double SteadyColor(int fid) => fid switch { 1 => 0.5, 2 => 0, _ => -0.2 };
}

/// <summary>A source with a magnitude of its own while it lasts: a transient.</summary>
internal sealed class Transient(double fromJd, double toJd, Func<double, int, double> mag) : SimulatedSource
{
    /// <summary>Its galaxy or star.</summary>
    internal (double DistanceArcsec, double RMag)? HostOf { get; init; }

    /// <summary>Quiet magnitude of the star that bursts; null when a galaxy is the host.</summary>
    internal double? QuietRMag { get; init; }

    internal required string Made { get; init; }

    internal override (double From, double To) Span => (fromJd, toJd);

    internal override (double DistanceArcsec, double RMag)? Host => HostOf;

    internal override double? SteadyRMag => QuietRMag;

    internal override string Parameters => Made;

    internal override double Counts(double jd, int fid) =>
        jd > fromJd && jd < toJd && mag(jd, fid) is var m && m < 30 ? SimulatedExposure.CountsOf(m) : 0;
}

/// <summary>A source that always shines and changes: the change is against its mean.</summary>
internal sealed class Variable(double meanRMag, Func<double, int, double> magOffset) : SimulatedSource
{
    /// <summary>The score that PS1 gives it.</summary>
    internal double Score { get; init; } = 0.98;

    internal required string Made { get; init; }

    internal override double? SteadyRMag => meanRMag;

    internal override double StarScore => Score;

    internal override string Parameters => Made;

    internal override double Counts(double jd, int fid) => SteadyCounts(fid) * (Math.Pow(10, -0.4 * magOffset(jd, fid)) - 1);
}

/// <summary>What image subtraction leaves at a bright star now and then, of either sign.</summary>
internal sealed class Residual(double starMag, double share) : SimulatedSource
{
    internal override double? SteadyRMag => starMag;

    internal override bool IsReal => false;

    internal override string Parameters => FormattableString.Invariant($"star_mag={starMag:0.00};share={share:0.000}");

    internal override double Counts(double jd, int fid)
    {
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(Seed, (long)(jd * 1e5) * Bands.Count + fid));
        return random.Chance(share) ? SimulatedExposure.CountsOf(random.Uniform(17, 20.2)) * (random.Chance(0.5) ? 1 : -1) : 0;
    }
}
