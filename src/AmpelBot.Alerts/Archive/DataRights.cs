namespace AmpelBot.Alerts.Archive;

/// <summary>Whose data a reader may see.</summary>
public enum DataRights
{
    /// <summary>Program 1 only: alerts and datapoints that the survey has published.</summary>
    Public = 0,

    /// <summary>All programs, for members of the partnership.</summary>
    Partnership = 1,
}
