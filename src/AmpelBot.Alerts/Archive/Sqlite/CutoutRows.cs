using Microsoft.Data.Sqlite;

namespace AmpelBot.Alerts.Archive.Sqlite;

/// <summary>Cutouts from the rows of their table.</summary>
internal static class CutoutRows
{
    /// <summary>The cutouts of an alert, in the order of the packet.</summary>
    internal static IReadOnlyList<Cutout> Of(SqliteConnection connection, string survey, long alertId)
    {
        using var row = new SqliteStatement(connection, "SELECT kind, file_name, data FROM cutout WHERE survey = ?1 AND alert_id = ?2 ORDER BY id");
        row.Bind(1, survey).Bind(2, alertId);
        var cutouts = new List<Cutout>();
        while (row.Step())
            cutouts.Add(new Cutout(row.Text(0), row.Text(1), row.Bytes(2).ToArray()));
        return cutouts;
    }
}
