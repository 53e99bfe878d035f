using AmpelBot.Alerts.Surveys;
using AmpelBot.Alerts.Surveys.Ztf;

namespace AmpelBot.Alerts.Archive.Postgres;

/// <summary>Where the name of an alert's object is.</summary>
internal enum Naming
{
    /// <summary>It has none.</summary>
    None = 0,

    /// <summary>Its stock id tells it.</summary>
    InStock = 1,

    /// <summary>In table <c>object</c> alone.</summary>
    InTable = 2,
}

/// <summary>Names of objects that their stock ids tell, so that a scan need not look them up.</summary>
internal static class StockNames
{
    /// <summary>Where the name of an alert's object is.</summary>
    internal static Naming NamingOf(AlertRow row)
        => row.ObjectName is not { } name ? Naming.None
            // Without making the name, for every alert that is added.
            : (row.Survey == ZtfPacket.Survey && StockId.OfZtf(name) is { } stock ? stock == row.Stock : name == StockId.NameOf(row.Survey, row.Stock)) ? Naming.InStock
            : Naming.InTable;

    /// <summary>The same of an alert in a block, which names no object where the stock id is negative.</summary>
    internal static Naming NamingOf(string survey, long stock)
        => stock < 0 ? Naming.None : StockId.TellsName(survey, stock) ? Naming.InStock : Naming.InTable;
}
