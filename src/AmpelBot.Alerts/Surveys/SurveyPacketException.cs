namespace AmpelBot.Alerts.Surveys;

/// <summary>A decoded packet is no alert of the survey. The message is the reason that goes with it to the dead letters, one sentence.</summary>
public sealed class SurveyPacketException : Exception
{
    /// <summary>A refusal with its sentence.</summary>
    public SurveyPacketException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
