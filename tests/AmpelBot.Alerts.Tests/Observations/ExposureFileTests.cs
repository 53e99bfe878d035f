using System.Text;
using AmpelBot.Alerts.Observations;
using AmpelBot.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.Alerts.Tests.Observations;

public class ExposureFileTests
{
    private const string Header = "survey,jd,field,ra_deg,dec_deg,quadrant,band,limiting_mag,exposure_s,program\n";

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var exposures =
            from jd in Gen.Choose(0, int.MaxValue)
            from field in Gen.Choose(0, 100_000)
            from ra in Gen.Choose(0, 359_999_999)
            from dec in Gen.Choose(-90_000_000, 90_000_000)
            from quadrant in Gen.Choose(-1, 63)
            from band in Gen.Elements("g", "r", "i", "gaia-G")
            from mag in Gen.Choose(-1, 30_000)
            from seconds in Gen.Choose(-1, 300)
            from program in Gen.Choose(0, 3)
            select new Exposure
            {
                Survey = "ZTF",
                Jd = 2458000 + jd / 1e7,
                Field = field,
                RaDeg = ra / 1e6,
                DecDeg = dec / 1e6,
                Quadrant = quadrant < 0 ? null : quadrant,
                Band = band,
                LimitingMag = mag < 0 ? null : mag / 1000.0,
                ExposureSeconds = seconds < 0 ? null : seconds,
                ProgramId = program == 0 ? null : program,
            };
        Prop.ForAll(exposures.ListOf().ToArbitrary(), log =>
        {
            var text = new StringWriter();
            ExposureFile.Write(text, log);
            var (read, file) = Read(text.ToString());
            Assert.Equal(log, read);
            Assert.Equal(0, file.DamagedRows);
        }).Check(Config.QuickThrowOnFailure.WithReplay(20261121, 7));
    }

    [Fact]
    public void The_own_format_is_as_documented()
    {
        var text = new StringWriter();
        ExposureFile.Write(text, [new Exposure { Survey = "ZTF", Jd = 2458600.75, Field = 789, RaDeg = 12.5, DecDeg = -3, Quadrant = null, Band = "r", LimitingMag = 20.5 }]);
        Assert.EndsWith("is empty.\n" + Header + "ZTF,2458600.75,789,12.5,-3,,r,20.5,,\n", text.ToString());
        Assert.All(text.ToString().Split('\n')[..2], line => Assert.StartsWith("# ", line));
        Assert.Throws<ArgumentException>(() => ExposureFile.Write(new StringWriter(), [Read(Header + Row())[0] with { Band = "a,b" }]));
        Assert.Throws<ArgumentException>(() => ExposureFile.Write(new StringWriter(), [Read(Header + Row())[0] with { Jd = double.NaN }]));
    }

    [SkippableFact]
    public void The_table_with_a_row_for_each_quadrant_is_read()
    {
        var (log, file) = Real("ztf_obs_table.dat");
        Assert.Equal((10, 0L, 0L), (log.Count, file.DamagedRows, file.PassedOver));
        Assert.Equal([54, 24, 9, 4, 8, 0, 7, 55, 39, 41], log.Select(e => e.Quadrant!.Value));
        var grid = RealGrid().CenterOf(789)!.Value;
        Assert.Equal(new Exposure
        {
            Survey = "ZTF",
            Jd = 2458596.6848032,
            Field = 789,
            RaDeg = grid.RaDeg,
            DecDeg = grid.DecDeg,
            Quadrant = 54,
            Band = "g",
            LimitingMag = 20.8953,
            ExposureSeconds = 30,
        }, log[0]);
    }

    [SkippableTheory]
    [InlineData("sample_observation_data.csv", 10, 1, 2458598.8460417003)]
    [InlineData("sample_observation_data_isot.csv", 10, 1, 2458598.8460416666)]
    [InlineData("sample_observation_gw.csv", 9, 1, 2458712.54167)]
    [InlineData("ZTF_GW190425_observation_data.csv", 597, 0, 2458598.8460416994)]
    public void The_tables_with_a_row_for_each_exposure_are_read(string name, int rows, int partly, double firstJd)
    {
        var (log, file) = Real(name);
        Assert.Equal((rows, 0L, (long)partly), (log.Count, file.DamagedRows, file.PartlyProcessed));
        Assert.Equal(firstJd, log[0].Jd, 1e-6);
        Assert.All(log, e => Assert.Null(e.Quadrant));
        Assert.All(log, e => Assert.Contains(e.Band, new[] { "g", "r", "i" }));
        Assert.All(log, e => Assert.InRange(e.LimitingMag!.Value, 15, 23));
    }

    [SkippableFact]
    public void Of_the_malformed_sample_the_row_that_fits_is_read_and_the_other_named()
    {
        var (log, file) = Real("sample_observation_data_upload_malformed.csv");
        Assert.Equal(20.49405, Assert.Single(log).LimitingMag);
        Assert.Equal([new ExposureDamage(2, "9 values where the first line names 8 columns")], file.Damages);
    }

    [SkippableFact]
    public void Another_surveys_log_is_refused()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var refusal = Assert.Throws<ObservationFileException>(() => ExposureFile.Open(RealData.Path("ztf_grid_logs/gattini_obs_table.dat"), RealGrid()));
        Assert.Contains("names no band", refusal.Message);
        // Nor are tables of references logs.
        foreach (var name in new[] { "ZTF_Ref.csv", "ztf_ref_table.dat", "ZTF_Fields.csv", "ztf_field_corners.csv" })
            Assert.Contains("no time", Assert.Throws<ObservationFileException>(() => ExposureFile.Open(RealData.Path("ztf_grid_logs/" + name), RealGrid())).Message.Replace("no field", "no time"));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n# nothing\n", "is empty")]
    [InlineData("field,obstime\n", "names no band")]
    [InlineData("a,b\n", "names no field")]
    [InlineData("field,filter\n", "names no time")]
    [InlineData("field,jd,band\n", "give the survey's grid")]
    [InlineData("jd,jd,field,band\n", "a column twice: jd")]
    [InlineData("\0\0\0", "no text")]
    public void What_is_no_log_is_refused_as_a_whole(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<ObservationFileException>(() => Open(text, null)).Message);

    [Theory]
    [InlineData("jd", "", "\"\" is no Julian date")]
    [InlineData("jd", "58600.75", "\"58600.75\" is no Julian date (UTC) of 1858 to 2099")]
    [InlineData("jd", "2459000e9", "is no Julian date")]
    [InlineData("jd", "NaN", "is no Julian date")]
    [InlineData("jd", "2019-13-01T00:00:00", "is no Julian date")]
    [InlineData("field", "-1", "\"-1\" is no number of a field")]
    [InlineData("field", "99999999999", "is no number of a field")]
    [InlineData("ra_deg", "x", "RA \"x\" and Dec \"2\" are no place")]
    [InlineData("dec_deg", "91", "RA \"1\" and Dec \"91\" are no place")]
    [InlineData("quadrant", "64", "\"64\" is no quadrant")]
    [InlineData("band", "", "\"\" is no band")]
    [InlineData("limiting_mag", "99", "\"99\" is no limiting magnitude")]
    [InlineData("limiting_mag", "inf", "\"inf\" is no limiting magnitude")]
    [InlineData("exposure_s", "-3", "\"-3\" is no exposure time")]
    [InlineData("program", "one", "\"one\" is no number of a program")]
    [InlineData("survey", "", "\"\" is no name of a survey")]
    public void A_damaged_row_is_named_and_the_others_count(string column, string value, string reason)
    {
        var (log, file) = Read(Header + Row() + Row(column, value) + "\n" + Row());
        Assert.Equal(2, log.Count);
        var damage = Assert.Single(file.Damages);
        Assert.Equal(3, damage.Line);
        Assert.Contains(reason, damage.Reason);
    }

    [Fact]
    public void What_is_missing_is_not_known()
    {
        var (log, _) = Read(Header + "ZTF,2458600.75,1,1,2,,g,nan,,\n\"ZTF\",2019-04-27T06:00:00,1,1,2,3,ztfg,20,30,2\r\n");
        Assert.Equal((null, null, null, null), (log[0].LimitingMag, log[0].ExposureSeconds, log[0].ProgramId, log[0].Quadrant));
        Assert.Equal(log[0].Jd, log[1].Jd);
        Assert.Equal(("g", 3, 20, 30, 2), (log[1].Band, log[1].Quadrant, log[1].LimitingMag, log[1].ExposureSeconds, log[1].ProgramId));
    }

    [Fact]
    public void What_failed_or_was_not_processed_is_no_observation()
    {
        var (log, file) = Read("field_id,obstime,filter,ra_deg,dec_deg,status,processed_fraction\n1,2458600.5,ztfg,1,2,0,1\n1,2458600.5,ztfg,1,2,4,1\n1,2458600.5,ztfg,1,2,0,0\n1,2458600.5,ztfg,1,2,0,0.5\n1,2458600.5,ztfg,1,2,0,2\n");
        Assert.Equal((2, 2L, 1L, 1L), (log.Count, file.PassedOver, file.PartlyProcessed, file.DamagedRows));
    }

    [Fact]
    public void Damages_are_kept_up_to_a_number_and_all_counted()
    {
        var (log, file) = Read(Header + string.Concat(Enumerable.Repeat("x\n", 5000)) + Row());
        Assert.Single(log);
        Assert.Equal((5000L, ExposureFile.MostDamages), (file.DamagedRows, file.Damages.Count));
        var longest = Read(Header + Row("band", new string('b', 5000))).File.Damages[0].Reason;
        Assert.True(longest.Length < 200);
    }

    [Fact]
    public void A_line_without_end_does_not_fill_the_memory() =>
        Assert.Contains("line 2: more than 10000 characters", Assert.Throws<ObservationFileException>(() => Read(Header + new string('1', 200_000))).Message);

    [Fact]
    public void A_field_that_the_grid_does_not_have_is_a_damage()
    {
        using var file = Open("field_id,obstime,filter\n1,2458600.5,ztfg\n123456,2458600.5,ztfg\n", FieldGrid.Own);
        Assert.Equal(FieldGrid.Own.CenterOf(1)!.Value.DecDeg, Assert.Single(file.Exposures(CancellationToken.None)).DecDeg);
        Assert.Equal([new ExposureDamage(3, "the grid has no field 123456")], file.Damages);
    }

    private static string Row(string? column = null, string? value = null)
    {
        var names = Header.TrimEnd().Split(',');
        string[] values = ["ZTF", "2458600.75", "1", "1", "2", "3", "g", "20.5", "30", "1"];
        if (column is not null)
            values[Array.IndexOf(names, column)] = value!;
        return string.Join(',', values) + "\n";
    }

    private static FieldGrid RealGrid() => FieldGrid.Read(RealData.Path("ztf_grid_logs/ZTF_Fields.csv"));

    private static ReadLog Real(string name)
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        using var file = ExposureFile.Open(RealData.Path("ztf_grid_logs/" + name), RealGrid());
        return new([.. file.Exposures(CancellationToken.None)], file);
    }

    private static ReadLog Read(string text)
    {
        using var file = Open(text, null);
        return new([.. file.Exposures(CancellationToken.None)], file);
    }

    private static ExposureFile Open(string text, FieldGrid? grid) => ExposureFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "log.csv", grid);

    private sealed record ReadLog(IReadOnlyList<Exposure> Log, ExposureFile File)
    {
        public Exposure this[int i] => Log[i];
    }
}
