using System.Globalization;
using System.Text.Json;
using AmpelBot.Alerts.Ingest;
using AmpelBot.FollowUp.Channels;
using AmpelBot.FollowUp.T0;
using AmpelBot.FollowUp.Tests.Channels;
using AmpelBot.Testing;
using CsvHelper;

namespace AmpelBot.FollowUp.Tests.T0;

/// <summary>The verdicts of AMPEL's own DecentFilter, Gaia step off, on real ZTF packets (expected_decentfilter.csv).</summary>
public class AmpelAgreementTests
{
    private const string TableFile = "expected_decentfilter.csv";

    /// <summary>The containers that are damaged behind their first packet, which is in the table: a reader may give it or refuse the file.</summary>
    private static readonly string[] Damaged =
    [
        "ztf_alerts/ampel_public_20180601/516442330015015017.avro", "ztf_alerts/ampel_public_20180601/516476004815015005.avro",
        "ztf_alerts/ampel_schema_versions/schema_4.02.avro",
    ];

    [SkippableTheory]
    [InlineData("gw")]
    [InlineData("neutrino")]
    [InlineData("extragalactic")]
    public void DecentFilter_agrees_with_AMPEL_on_every_packet_first_failing_cut_and_value_included(string setting)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var filter = FilterOf(setting);
        var expected = Expected(setting);
        var inFile = new Dictionary<string, int>();
        var differences = new List<string>();

        foreach (var packet in AlertFiles.Read([RealData.Path("ztf_alerts")], _ => { }, CancellationToken.None))
        {
            if (packet.Alert is not { } alert)
                continue;
            var file = NameInTable(packet.File);
            var place = inFile[file] = inFile.GetValueOrDefault(file, -1) + 1;
            var failed = filter.Cuts(alert, null).Cast<Cut?>().FirstOrDefault(c => !c!.Value.Passed);
            var found = failed is { } cut ? $"{cut.Name} {Text(cut)}" : "accepted";
            if (!expected.Remove((file, place), out var wanted))
                differences.Add($"{file} [{place}] is not in the table");
            else if (found != wanted)
                differences.Add($"{file} [{place}]: {found}, AMPEL: {wanted}");
        }

        Assert.Empty(differences);
        Assert.Empty(expected.Keys.Select(row => row.File).Except(Damaged));
    }

    private static IAlertFilter FilterOf(string setting)
    {
        if (setting != "extragalactic")
            return new ChannelFolder(Checkout.Path("channels")).Load(setting).Filter(nameof(DecentFilter));
        var text = FilterText.Decent;
        foreach (var (key, value) in new[] { ("min_rb", "0"), ("min_gal_lat", "14"), ("min_ndet", "2"), ("min_tspan", "0") })
            text = FilterText.Set(text, key, value);
        return FilterText.Make(nameof(DecentFilter), text);
    }

    /// <summary>For each file and place in it: accepted, or the first failing cut and its value.</summary>
    private static Dictionary<(string File, int Place), string> Expected(string setting)
    {
        using var csv = CsvReader.FromFile(RealData.Path(TableFile));
        var rows = new Dictionary<(string, int), string>();
        var inFile = new Dictionary<string, int>();
        while (csv.Read())
        {
            var file = csv.GetString("file");
            var place = inFile[file] = inFile.GetValueOrDefault(file, -1) + 1;
            rows[(file, place)] = csv.GetString(setting) == "1" ? "accepted" : Reason(csv.GetString(setting + "_reason"));
        }
        return rows;
    }

    private static string Reason(string json)
    {
        using var reason = JsonDocument.Parse(json);
        var cut = Assert.Single(reason.RootElement.EnumerateObject());
        return $"{cut.Name} " + cut.Value.ValueKind switch
        {
            JsonValueKind.Number => Number(cut.Name, cut.Value.GetDouble()),
            JsonValueKind.True => "True",
            _ => cut.Value.GetString(),
        };
    }

    private static string Text(Cut cut) => cut.Value is double or long
        ? Number(cut.Name, Convert.ToDouble(cut.Value, CultureInfo.InvariantCulture))
        : Convert.ToString(cut.Value, CultureInfo.InvariantCulture)!;

    /// <summary>Values to the last digit; a galactic latitude, which is computed, to 1e-6 degrees.</summary>
    private static string Number(string cut, double value)
        => value.ToString(cut == "galPlane" ? "F6" : "R", CultureInfo.InvariantCulture);

    /// <summary>The file as the table has it: from ztf_alerts on, and of a member of a tar file only the last name.</summary>
    private static string NameInTable(string file)
    {
        var parts = file.Split("::");
        var name = System.IO.Path.GetRelativePath(RealData.Path("."), parts[0]).Replace('\\', '/');
        return parts.Length == 1 ? name : $"{name}::{parts[1][(parts[1].LastIndexOf('/') + 1)..]}";
    }
}
