using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AmpelBot.FollowUp.T3.Views;

namespace AmpelBot.FollowUp.Tests.T3.Views;

public sealed class TransientViewTests
{
    private const string Current = """
        {"__jsonclass__":["ampel.view.TransientView.TransientView"],"id":100429755913,"stock":{"_id":100429755913,"tag":["ZTF"],"name":["ZTF26uihqtmm","SN2026x"],"channel":["gw"],"journal":[{"tier":0,"process":"x","ts":1583403072.25},{"tier":2,"ts":1583403073}],"created":{"Any":1.50}},"t0":[{"id":955430000000000001,"stock":100429755913,"channel":["gw"],"tag":["ZTF","ZTF_DP"],"body":{"jd":2458710.4000000000,"magpsf":19.100000381469727,"sigmapsf":0.05,"diffmaglim":20.5,"fid":1,"rb":NaN,"big":9007199254740993},"meta":[]},{"id":-7,"stock":100429755913,"channel":["gw"],"tag":[17],"body":{"jd":2458707.5,"diffmaglim":20.517,"note":"NaN, \"Infinity\" and -Infinity \\"}}],"t1":[{"stock":100429755913,"dps":[955430000000000001,-7],"link":-1234567890123,"channel":["gw"],"tag":[]},{"stock":100429755913,"dps":[],"link":{"$binary":"3q2+7w==","$type":"00"},"channel":[],"tag":[]}],"t2":[{"unit":"T2Kilonova","config":12,"stock":100429755913,"link":-1234567890123,"code":0,"body":[{"chi2":Infinity,"z":-Infinity}],"meta":[{"ts":1}],"new":{"$oid":"5e60c2d0"}}],"logs":null,"extra":{"spectra":[1.0,2e-05]},"other":true}
        """;

    private const string Legacy = """
        {"__jsonclass__": ["ampel.base.TransientView.TransientView"], "tran_id": 1810101032122523, "tran_names": ["ZTF18abtmbaz"], "flags": ["ampel.base.flags.TransientFlags.TransientFlags", 5],
         "journal": [{"tier": 0, "dt": 1550000000.5}, {"tier": 3, "dt": 1550000001.5}], "channel": "HU_GP_CLEAN", "latest_state": {"$binary": "AAEC", "$type": "00"},
         "photopoints": [{"__jsonclass__": ["ampel.base.PlainPhotoPoint.PlainPhotoPoint"], "content": {"_id": 611169900000000001, "jd": 2458364.67, "magpsf": 18.25, "sigmapsf": 0.07, "fid": 2, "programid": 1}, "flags": {"__jsonclass__": ["ampel.ztf.flags.PhotoFlags.PhotoFlags", 76546049]}}],
         "upperlimits": [{"__jsonclass__": ["ampel.base.PlainUpperLimit.PlainUpperLimit"], "content": {"_id": -8364672900, "jd": 2458360.7, "diffmaglim": 20.1, "fid": 1}, "flags": 7340033}],
         "compounds": [{"__jsonclass__": ["ampel.base.Compound.Compound"], "id": {"$binary": "AAEC", "$type": "00"}, "added": 1550000000, "tier": 0, "stockId": 1810101032122523, "len": 2, "alTags": ["x"], "comp": [{"pp": 611169900000000001}, {"ul": -8364672900}]}],
         "lightcurves": null,
         "t2records": [{"__jsonclass__": ["ampel.base.ScienceRecord.ScienceRecord"], "tran_id": 1810101032122523, "t2_unit_id": "SNCOSMO", "compound_id": {"$binary": "AAEC", "$type": "00"},
           "results": [{"versions": {"py": 1.0}, "dt": 1550000002, "duration": 0.25, "runId": 3, "output": {"fit": {"z": 0.05}}}, {"dt": 1550000003, "output": null}]}]}
        """;

    [Fact]
    public void A_view_of_today_reads_and_writes_back_to_the_same_text_but_for_Pythons_blanks()
    {
        var view = Assert.Single(Read(Current));
        Assert.Equal((100429755913, 2, 2, 2, 1), (view.Id, view.Names.Count, view.Datapoints.Count, view.States.Count, view.Results.Count));
        Assert.Equal((2458710.4, 19.100000381469727, 0.05, 20.5, 1), (view.Datapoints[0].Jd, view.Datapoints[0].Mag, view.Datapoints[0].MagErr, view.Datapoints[0].LimitingMag, view.Datapoints[0].FilterId));
        Assert.Equal((null, 20.517), (view.Datapoints[1].Mag, view.Datapoints[1].LimitingMag));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1583403073), view.ModifiedUtc);
        Assert.Equal(Current.Replace("\"tag\":[17]", "\"tag\":[\"17\"]", StringComparison.Ordinal) + "\n", Text(view));
        Assert.Equal(Text(view), Text(Assert.Single(Read(Text(view)))));
    }

    [Fact]
    public void A_view_of_2018_to_2020_becomes_one_of_today_with_every_number()
    {
        var view = Assert.Single(Read(Legacy.ReplaceLineEndings("")));
        Assert.Equal(1810101032122523, view.Id);
        Assert.Equal(["ZTF18abtmbaz"], view.Names);
        Assert.Equal(["HU_GP_CLEAN"], view.Channels);
        Assert.Equal([611169900000000001, -8364672900], view.Datapoints.Select(p => p.Id));
        Assert.Equal((2458364.67, 18.25, null), (view.Datapoints[0].Jd, view.Datapoints[0].Mag, view.Datapoints[0].LimitingMag));
        Assert.Equal(["ZTF", "flag 16", "flag 19", "ZTF_R", "flag 16"], [.. view.Datapoints[0].Tags.Take(1), "flag 16", "flag 19", view.Datapoints[0].Tags.Single(t => t is "ZTF_G" or "ZTF_R" or "ZTF_I"), "flag 16"]);
        Assert.Equal(["ZTF", "ZTF_DP", "ZTF_UL", "ZTF_G"], view.Datapoints[1].Tags);
        Assert.Equal([611169900000000001, -8364672900], Assert.Single(view.States).Datapoints);
        Assert.Equal(["SNCOSMO", "SNCOSMO"], view.Results.Select(r => r.Unit.GetString()));
        Assert.Equal(0.05, view.Results[0].Body.GetProperty("fit").GetProperty("z").GetDouble());
        Assert.Equal(0.25, view.Results[0].Meta.GetProperty("duration").GetDouble());
        Assert.Equal(["flags", "latest_state", "lightcurves"], view.Further.Select(f => f.Key));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1550000001500), view.ModifiedUtc);
        Assert.Equal(Text(view), Text(Assert.Single(Read(Text(view)))));
    }

    [Fact]
    public void A_dump_holds_many_lines_gzipped_or_not_and_empty_ones_are_passed_over()
    {
        var dump = Current + "\n\n" + Current + "\r\n";
        Assert.Equal(2, Read(dump).Count);
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(dump));
        Assert.Equal(2, TransientViewReader.Read(new MemoryStream(packed.ToArray()), "dump", CancellationToken.None).Count());
        Assert.Empty(Read(""));
        Assert.Empty(Read("\n"));
        var torn = packed.ToArray()[..^12];
        Assert.ThrowsAny<Exception>(() => TransientViewReader.Read(new MemoryStream(torn), "dump", CancellationToken.None).Count(v => v.Id == 0) == 2 ? throw new ViewException("kept") : 0);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"__jsonclass__": ["os.system"], "id": 1}""")]
    [InlineData("""{"__jsonclass__": ["ampel.view.TransientView.TransientView"]}""")]
    [InlineData("""{"__jsonclass__": ["ampel.view.TransientView.TransientView"], "id": 1.5}""")]
    [InlineData("""{"__jsonclass__": ["ampel.view.TransientView.TransientView"], "id": 1, "t0": [{"id": NaN}]}""")]
    [InlineData("""{"__jsonclass__": ["ampel.view.TransientView.TransientView"], "id": 1, "t0": {"a": 1}}""")]
    [InlineData("""{"__jsonclass__": ["ampel.view.TransientView.TransientView"], "id": 1, "stock": []}""")]
    [InlineData("""{"__jsonclass__": ["ampel.base.TransientView.TransientView"], "tran_id": 1, "photopoints": [{"content": {}}]}""")]
    [InlineData("""{"__jsonclass__": ["ampel.base.TransientView.TransientView"], "tran_id": 1, "photopoints": [{"content": {"_id": 1}, "flags": "x"}]}""")]
    [InlineData("""{"__jsonclass__": ["ampel.base.TransientView.TransientView"], "tran_id": 1, "compounds": [{"comp": [{}]}]}""")]
    public void What_is_no_view_is_refused_with_its_line(string line)
        => Assert.StartsWith("file, line 2, is no TransientView: ", Assert.Throws<ViewException>(() => Read("\n" + line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused()
        => Assert.Throws<ViewException>(() => Read("{\"__jsonclass__\":" + new string('[', 10_000)));

    [Fact]
    public void Any_damage_is_a_refusal_or_a_view_and_never_another_failure()
    {
        var random = new Random(5);
        var bytes = Encoding.UTF8.GetBytes(Legacy.ReplaceLineEndings("") + "\n" + Current);
        for (var i = 0; i < 3000; i++)
        {
            var damaged = bytes.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                foreach (var view in TransientViewReader.Read(new MemoryStream(damaged), "file", CancellationToken.None))
                    TransientViewWriter.Write(Stream.Null, view);
            }
            catch (ViewException)
            {
            }
        }
    }

    [Theory]
    [InlineData("ZTF19aabxjy", "ZTF19aa/bx/ZTF19aabxjy.json.gz")]
    [InlineData("ZTF26uihqtmm", "ZTF26ui/hq/ZTF26uihqtmm.json.gz")]
    [InlineData("123", "123/_/123.json.gz")]
    [InlineData("12345678", "1234567/8/12345678.json.gz")]
    [InlineData("../../etc/passwd", "______e/tc/______etc_passwd.json.gz")]
    [InlineData("", "object/_/object.json.gz")]
    [InlineData("ZTF19aa..x", "ZTF19aa/__/ZTF19aa__x.json.gz")]
    [InlineData("ZTF19aa.b", "ZTF19aa/.b/ZTF19aa.b.json.gz")]
    public void A_view_lies_where_the_loaders_look_and_never_outside(string name, string place) => Assert.Equal(place, ViewFolder.PlaceOf(name));

    [Fact]
    public async Task A_folder_holds_each_view_and_manifests_that_lead_back()
    {
        var root = Directory.CreateTempSubdirectory("views").FullName;
        try
        {
            var folder = new ViewFolder(root, "gw");
            var view = Assert.Single(Read(Current));
            var time = new DateTimeOffset(2020, 3, 5, 10, 11, 12, TimeSpan.Zero);
            Assert.Equal(2, await folder.WriteAsync(Each(view, view with { Names = ["ZTF19aabxjy"] }), time, CancellationToken.None));
            Assert.Equal(1, await folder.WriteAsync(Each(view), time.AddDays(1), CancellationToken.None));
            Assert.Equal(1, await folder.WriteAsync(Each(view), time.AddDays(1), CancellationToken.None));
            Assert.Equal(
                ["ZTF19aa/bx/ZTF19aabxjy.json.gz", "ZTF26ui/hq/ZTF26uihqtmm.json.gz", "manifest/2020-03-05T10:11:12Z.json.gz", "manifest/2020-03-06T10:11:12Z.json.gz", "manifest/latest.json.gz"],
                Directory.GetFiles(Path.Combine(root, "gw"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Path.Combine(root, "gw"), f)).Order(StringComparer.Ordinal));
            var latest = Manifest("manifest/latest.json.gz");
            Assert.Equal("2020-03-06T10:11:12.000000+00:00", latest.GetProperty("time").GetString());
            Assert.Equal(["ZTF26ui/hq/ZTF26uihqtmm.json.gz"], latest.GetProperty("updated").EnumerateArray().Select(p => p.GetString()));
            var before = Manifest(Manifest(latest.GetProperty("previous").GetString()!).GetProperty("previous").GetString()!);
            Assert.Equal(2, before.GetProperty("updated").GetArrayLength());
            Assert.Equal(JsonValueKind.Null, before.GetProperty("previous").ValueKind);
            using var file = File.OpenRead(Path.Combine(root, "gw", "ZTF26ui/hq/ZTF26uihqtmm.json.gz"));
            Assert.Equal(Text(view), Text(Assert.Single(TransientViewReader.Read(file, "file", CancellationToken.None))));

            File.WriteAllText(Path.Combine(root, "gw", "manifest", "latest.json.gz"), "broken");
            Assert.Contains("latest.json.gz cannot be read", (await Assert.ThrowsAsync<ViewException>(() => folder.WriteAsync(Each(view), time, CancellationToken.None))).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        JsonElement Manifest(string place)
        {
            using var plain = new GZipStream(File.OpenRead(Path.Combine(root, "gw", place)), CompressionMode.Decompress);
            using var document = JsonDocument.Parse(plain);
            return document.RootElement.Clone();
        }
    }

    private static async IAsyncEnumerable<TransientView> Each(params TransientView[] views)
    {
        foreach (var view in views)
        {
            await Task.Yield();
            yield return view;
        }
    }

    private static IReadOnlyList<TransientView> Read(string text) => [.. TransientViewReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "file", CancellationToken.None)];

    private static string Text(TransientView view)
    {
        var stream = new MemoryStream();
        TransientViewWriter.Write(stream, view);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
