namespace AmpelBot.Sky.SkyMaps;

/// <summary>What a sky map says at a direction.</summary>
/// <param name="ProbDensityPerSr">Probability density per steradian; 0 where the map has no cell.</param>
/// <param name="LevelBefore">
/// Probability of all cells before its own in the order of <see cref="SkyMap.RegionAt"/>, 0 to 1: the region of a level holds the directions
/// where this is below the level. 1 where the map has no probability.
/// </param>
/// <param name="Order">HEALPix order of the cell, equal neighbours of a flat map counted as one: as fine as the map is here; 0 where the map has no cell.</param>
public readonly record struct SkyMapPoint(double ProbDensityPerSr, double LevelBefore, int Order);
