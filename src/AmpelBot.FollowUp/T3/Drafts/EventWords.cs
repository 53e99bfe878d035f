using AmpelBot.FollowUp.Notices;

namespace AmpelBot.FollowUp.T3;

/// <summary>How telegrams and circulars speak of an event.</summary>
internal sealed class EventWords
{
    private const int MostCharacters = 60;

    private static readonly DateOnly KagraFrom = new(2023, 5, 1);

    public EventWords(Notice notice)
    {
        var name = AsciiText.Clip(notice.EventName, MostCharacters);
        Kind = notice.Messenger switch
        {
            Messenger.GravitationalWave => "gw",
            Messenger.Neutrino => "neutrino",
            Messenger.GammaRayBurst => "grb",
            _ when HasPrefix(name, "EP") || HasPrefix(name, "XRF") => "xray",
            _ => "",
        };
        (Short, Long, Map) = Kind switch
        {
            "gw" => (name, $"the gravitational-wave event {name}", "gravitational-wave sky map"),
            "neutrino" => (IceCube(name), $"the high-energy neutrino event {IceCube(name)}", "neutrino localization"),
            "grb" => (Burst(name), $"the gamma-ray burst {Burst(name)}", "burst localization"),
            "xray" => (name, $"the X-ray transient {name}", "X-ray localization"),
            _ => (name, $"the event {name}", "localization"),
        };
        Circular = Kind != "gw" ? Short : $"LIGO/Virgo{(EventName.TryParse(notice.EventName)?.DayUtc >= KagraFrom ? "/KAGRA" : "")} {name}";
        NotReal = Kind != "gw" ? null : HasPrefix(name, "MS") ? "mock" : HasPrefix(name, "TS") ? "test" : null;
    }

    /// <summary>gw, neutrino, grb, xray, or empty.</summary>
    public string Kind { get; }

    /// <summary>The name as it is printed: IceCube-191001A, GRB 180116A.</summary>
    public string Short { get; }

    /// <summary>The name with what it is.</summary>
    public string Long { get; }

    /// <summary>What the sky map is called.</summary>
    public string Map { get; }

    /// <summary>The name as the subject of a circular has it: LIGO/Virgo S190814bv.</summary>
    public string Circular { get; }

    /// <summary>"mock" or "test" for events that did not happen.</summary>
    public string? NotReal { get; }

    private static string IceCube(string name) => HasPrefix(name, "IC") ? "IceCube-" + name[2..] : name.Replace("IceCube-Cascade-", "IceCube-Cascade ", StringComparison.Ordinal);

    private static string Burst(string name) => HasPrefix(name, "GRB") ? "GRB " + name[3..] : name;

    /// <summary>Whether a name begins so and a digit follows.</summary>
    private static bool HasPrefix(string name, string prefix)
        => name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal) && char.IsAsciiDigit(name[prefix.Length]);
}
