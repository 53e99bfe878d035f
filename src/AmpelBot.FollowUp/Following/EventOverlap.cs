using System.Globalization;
using AmpelBot.Sky.SkyMaps;

namespace AmpelBot.FollowUp.Following;

/// <summary>Two events that are close in time and whose maps share sky.</summary>
/// <param name="TimeDifferenceSeconds">Time of the second minus that of the first, seconds.</param>
/// <param name="Odds">How much more probable both maps are if they show one source than if they show two that have nothing to do with each other (<see cref="MapOverlap.Odds"/>).</param>
public sealed record EventOverlap(double TimeDifferenceSeconds, double Odds)
{
    /// <summary>The window that is taken where nobody sets one: that of the search of LVK and IceCube for neutrinos, 500 s on either side.</summary>
    public static readonly TimeSpan UsualWindow = TimeSpan.FromSeconds(500);

    /// <summary>Whether the maps speak for one source rather than for two.</summary>
    public bool IsWorthSaying => Odds > 1;

    /// <summary>The overlap; null where the times are further apart than the window.</summary>
    /// <param name="firstUtc">Time of the first event.</param>
    /// <param name="first">Its map.</param>
    /// <param name="secondUtc">Time of the second event.</param>
    /// <param name="second">Its map.</param>
    /// <param name="window">Longest difference of the times, either way.</param>
    public static EventOverlap? Of(DateTimeOffset firstUtc, SkyMap first, DateTimeOffset secondUtc, SkyMap second, TimeSpan window)
    {
        var difference = secondUtc - firstUtc;
        return difference.Duration() <= window ? new EventOverlap(difference.TotalSeconds, MapOverlap.Odds(first, second)) : null;
    }

    /// <summary>What is said in the thread of the first event.</summary>
    /// <param name="first">The first event's name.</param>
    /// <param name="second">The second event's name.</param>
    /// <param name="window">The window that was looked in.</param>
    public string Write(string first, string second, TimeSpan window) => string.Create(CultureInfo.InvariantCulture,
        $"{second} is {Math.Abs(TimeDifferenceSeconds):0.0##} s {(TimeDifferenceSeconds < 0 ? "before" : "after")} {first}, and the sky maps overlap: odds {(Odds >= 100 ? Odds.ToString("N0", CultureInfo.InvariantCulture) : Odds.ToString("0.0", CultureInfo.InvariantCulture))} to 1 for one source against two independent ones, from the positions alone (times within {window.TotalSeconds:0} s are looked at; how often such a pair comes by chance is not in it).");
}
