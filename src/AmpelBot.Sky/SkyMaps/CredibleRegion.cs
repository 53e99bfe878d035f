namespace AmpelBot.Sky.SkyMaps;

/// <summary>A credible region of a sky map.</summary>
/// <param name="Level">The credible level asked for, 0 to 1.</param>
/// <param name="Probability">The probability enclosed, at least the level (the cell that crosses it is inside).</param>
/// <param name="AreaSqDeg">Area in square degrees.</param>
/// <param name="Moc">The region itself.</param>
public sealed record CredibleRegion(double Level, double Probability, double AreaSqDeg, Moc Moc);
