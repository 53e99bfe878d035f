using AmpelBot.Sky;

namespace AmpelBot.Alerts.Surveys;

/// <summary>The numbers without which there is no alert: a time and a place that can be.</summary>
internal static class PacketNumbers
{
    // A Julian date of 1900 and one of 2100: a modified Julian date, a UNIX time or a damaged number lies outside.
    private const double MinJd = 2415020.5;
    private const double MaxJd = 2488069.5;
    private const double MjdZeroJd = 2400000.5;
    private const double FirstMjdTai = 41317;

    /// <summary>The Julian date in UTC in a field.</summary>
    /// <exception cref="SurveyPacketException">There is none between 1900 and 2100.</exception>
    internal static double Jd(CandidateBlock fields, string field, string place) => fields.Number(field) switch
    {
        null => throw new SurveyPacketException($"{place} has no {field}"),
        >= MinJd and <= MaxJd and var jd => jd,
        var jd => throw new SurveyPacketException($"the {field} {jd} of {place} is no Julian date between 1900 and 2100"),
    };

    /// <summary>The Julian date in UTC of a modified Julian date in UTC in a field.</summary>
    /// <exception cref="SurveyPacketException">There is none between 1900 and 2100.</exception>
    internal static double JdOfMjd(CandidateBlock fields, string field, string place) => fields.Number(field) switch
    {
        null => throw new SurveyPacketException($"{place} has no {field}"),
        >= MinJd - MjdZeroJd and <= MaxJd - MjdZeroJd and var mjd => mjd + MjdZeroJd,
        var mjd => throw new SurveyPacketException($"the {field} {mjd} of {place} is no modified Julian date between 1900 and 2100"),
    };

    /// <summary>The Julian date in UTC of a modified Julian date in TAI in a field.</summary>
    /// <exception cref="SurveyPacketException">There is none between 1972, when TAI begins to be told, and 2100.</exception>
    internal static double JdOfMjdTai(CandidateBlock fields, string field, string place) => fields.Number(field) switch
    {
        null => throw new SurveyPacketException($"{place} has no {field}"),
        >= FirstMjdTai + 1 and <= MaxJd - MjdZeroJd and var mjd => TimeScales.UtcToJd(TimeScales.MjdTaiToUtc(mjd)),
        var mjd => throw new SurveyPacketException($"the {field} {mjd} of {place} is no modified Julian date between 1972 and 2100"),
    };

    /// <summary>The place in two fields.</summary>
    /// <exception cref="SurveyPacketException">There is none on the sky.</exception>
    internal static SkyCoord Position(CandidateBlock fields, string raField, string decField, string place)
    {
        if (fields.Number(raField) is not { } ra || fields.Number(decField) is not { } dec)
            throw new SurveyPacketException($"{place} has no {raField} or no {decField}");
        return ra is >= 0 and <= 360 && SkyCoord.IsValid(ra, dec)
            ? new SkyCoord(ra, dec) : throw new SurveyPacketException($"the position {raField} {ra}, {decField} {dec} of {place} is not on the sky");
    }
}
