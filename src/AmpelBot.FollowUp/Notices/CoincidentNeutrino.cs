namespace AmpelBot.FollowUp.Notices;

/// <summary>A neutrino that IceCube found in coincidence with a gravitational wave (gcn-schema, lvk_nu_track_search).</summary>
/// <param name="TimeDifferenceSeconds">Time of the neutrino minus that of the gravitational wave, seconds.</param>
/// <param name="Position">Its direction; null when none was sent.</param>
/// <param name="PValueGeneric">p-value of the generic transient search, without trials; null when not applicable.</param>
/// <param name="PValueBayesian">p-value of the Bayesian search, without trials; null when not applicable.</param>
public sealed record CoincidentNeutrino(double? TimeDifferenceSeconds, SentPosition? Position, double? PValueGeneric, double? PValueBayesian);
