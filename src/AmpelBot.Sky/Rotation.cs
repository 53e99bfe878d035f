namespace AmpelBot.Sky;

/// <summary>A turn of the axes of space: a vector's components in the old axes become those in the new.</summary>
internal readonly record struct Rotation(SkyVector Row1, SkyVector Row2, SkyVector Row3)
{
    /// <summary>Turn about the first axis; angles in radians, right-handed.</summary>
    public static Rotation AboutX(double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return new(new(1, 0, 0), new(0, cos, sin), new(0, -sin, cos));
    }

    /// <summary>Turn about the second axis.</summary>
    public static Rotation AboutY(double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return new(new(cos, 0, -sin), new(0, 1, 0), new(sin, 0, cos));
    }

    /// <summary>Turn about the third axis.</summary>
    public static Rotation AboutZ(double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return new(new(cos, sin, 0), new(-sin, cos, 0), new(0, 0, 1));
    }

    /// <summary>The turn back.</summary>
    public Rotation Inverse => new(new(Row1.X, Row2.X, Row3.X), new(Row1.Y, Row2.Y, Row3.Y), new(Row1.Z, Row2.Z, Row3.Z));

    /// <summary>This turn, then another.</summary>
    public Rotation Then(Rotation next)
    {
        var back = Inverse;
        SkyVector Row(SkyVector row) => new(row.Dot(back.Row1), row.Dot(back.Row2), row.Dot(back.Row3));
        return new(Row(next.Row1), Row(next.Row2), Row(next.Row3));
    }

    /// <summary>The vector's components in the new axes.</summary>
    public SkyVector Apply(SkyVector v) => new(Row1.Dot(v), Row2.Dot(v), Row3.Dot(v));
}
