namespace AmpelBot.Alerts;

/// <summary>What tells one object from all others.</summary>
/// <param name="Survey">Survey's short name: ZTF.</param>
/// <param name="Stock">AMPEL's stock id, from the object's name; negative for the object of an alert without a name.</param>
public readonly record struct ObjectKey(string Survey, long Stock);
