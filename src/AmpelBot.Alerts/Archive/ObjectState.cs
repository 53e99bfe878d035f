namespace AmpelBot.Alerts.Archive;

/// <summary>AMPEL's state: the immutable set of datapoints known for one object at one time.</summary>
/// <param name="Object">The object.</param>
/// <param name="Name">The survey's name of the object; null when it has none.</param>
/// <param name="Id">Hash of the members: equal ids, equal datapoints. 16 hexadecimal digits.</param>
/// <param name="LightCurve">The members.</param>
public sealed record ObjectState(ObjectKey Object, string? Name, string Id, LightCurve LightCurve);
