using AmpelBot.FollowUp.Notices;
using AmpelBot.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.FollowUp.Tests.Notices;

public class EventNameTests
{
    [Theory]
    [InlineData("S190814bv", "S190814bv", Messenger.GravitationalWave, "2019-08-14")]
    [InlineData("s190814BV", "S190814bv", Messenger.GravitationalWave, "2019-08-14")]
    [InlineData("  S190814bv ", "S190814bv", Messenger.GravitationalWave, "2019-08-14")]
    [InlineData("S230529ay", "S230529ay", Messenger.GravitationalWave, "2023-05-29")]
    [InlineData("S190521g", "S190521g", Messenger.GravitationalWave, "2019-05-21")]
    [InlineData("S200229a", "S200229a", Messenger.GravitationalWave, "2020-02-29")]
    [InlineData("LIGO/Virgo S190814bv", "S190814bv", Messenger.GravitationalWave, "2019-08-14")]
    [InlineData("LIGO/Virgo/KAGRA S230729z", "S230729z", Messenger.GravitationalWave, "2023-07-29")]
    [InlineData("ms181101ab", "MS181101ab", Messenger.GravitationalWave, "2018-11-01")]
    [InlineData("MS220722v", "MS220722v", Messenger.GravitationalWave, "2022-07-22")]
    [InlineData("TS190101A", "TS190101a", Messenger.GravitationalWave, "2019-01-01")]
    [InlineData("GW170817", "GW170817", Messenger.GravitationalWave, "2017-08-17")]
    [InlineData("gw 170817", "GW170817", Messenger.GravitationalWave, "2017-08-17")]
    [InlineData("GW200105_162426", "GW200105_162426", Messenger.GravitationalWave, "2020-01-05")]
    [InlineData("IC191001A", "IC191001A", Messenger.Neutrino, "2019-10-01")]
    [InlineData("ic191001a", "IC191001A", Messenger.Neutrino, "2019-10-01")]
    [InlineData("IceCube-191001A", "IC191001A", Messenger.Neutrino, "2019-10-01")]
    [InlineData("IceCube\u2013191001A", "IC191001A", Messenger.Neutrino, "2019-10-01")]
    [InlineData("IceCube 191001a", "IC191001A", Messenger.Neutrino, "2019-10-01")]
    [InlineData("IceCube\u00A0191001a", "IC191001A", Messenger.Neutrino, "2019-10-01")]
    [InlineData("IceCube Cascade 241230a", "IceCube-Cascade-241230a", Messenger.Neutrino, "2024-12-30")]
    [InlineData("IceCube-Cascade 241230A", "IceCube-Cascade-241230a", Messenger.Neutrino, "2024-12-30")]
    [InlineData("ANTARES 150901A", "ANTARES150901A", Messenger.Neutrino, "2015-09-01")]
    [InlineData("GRB 180116A", "GRB180116A", Messenger.GammaRayBurst, "2018-01-16")]
    [InlineData("GRB180116A", "GRB180116A", Messenger.GammaRayBurst, "2018-01-16")]
    [InlineData("grb-180116a", "GRB180116A", Messenger.GammaRayBurst, "2018-01-16")]
    [InlineData("GRB  230805B", "GRB230805B", Messenger.GammaRayBurst, "2023-08-05")]
    [InlineData("GRB 180116.026", "GRB180116026", Messenger.GammaRayBurst, "2018-01-16")]
    [InlineData("GRB180116026", "GRB180116026", Messenger.GammaRayBurst, "2018-01-16")]
    [InlineData("bn180116026", "GRB180116026", Messenger.GammaRayBurst, "2018-01-16")]
    [InlineData("GRB230728.12", "GRB230728.12", Messenger.GammaRayBurst, "2023-07-28")]
    [InlineData("GRB 030329", "GRB030329", Messenger.GammaRayBurst, "2003-03-29")]
    [InlineData("GRB 970228", "GRB970228", Messenger.GammaRayBurst, "1997-02-28")]
    [InlineData("EP240219a", "EP240219a", Messenger.Unknown, "2024-02-19")]
    [InlineData("EP 240219A", "EP240219a", Messenger.Unknown, "2024-02-19")]
    [InlineData("XRF 080109", "XRF080109", Messenger.Unknown, "2008-01-09")]
    [InlineData("FRB 20180916b", "FRB20180916B", Messenger.Unknown, "2018-09-16")]
    [InlineData("FRB121102", "FRB121102", Messenger.Unknown, "2012-11-02")]
    [InlineData("HAWC-190927A", "HAWC190927A", Messenger.Unknown, "2019-09-27")]
    public void A_name_is_read_in_its_usual_spellings(string text, string name, Messenger messenger, string day)
    {
        var read = EventName.TryParse(text);

        Assert.Equal(new EventName(name, messenger), read);
        Assert.Equal(DateOnly.Parse(day), read!.DayUtc);
        Assert.Equal(read, EventName.TryParse(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("hello")]
    [InlineData("S190814")]
    [InlineData("S190231a")]
    [InlineData("S191301a")]
    [InlineData("S190814abcde")]
    [InlineData("S190229a")]
    [InlineData("S190814_210910")]
    [InlineData("GW200105_252426")]
    [InlineData("IC190231A")]
    [InlineData("IC191001")]
    [InlineData("IC191001AB")]
    [InlineData("GRB 180116")]
    [InlineData("GRB 180116.0261")]
    [InlineData("GRB 1801160")]
    [InlineData("bn180116A")]
    [InlineData("GRB Cascade 180116A")]
    [InlineData("ZTF19abpuhbh")]
    [InlineData("AT2019dsg")]
    [InlineData("SN2023ixf")]
    [InlineData("S190814bv extra")]
    [InlineData("\u0405190814bv")]
    [InlineData("IC191001\u212A")]
    [InlineData("GRB\u0661\u0668\u0660\u0661\u0661\u0666A")]
    public void What_is_no_name_is_refused(string text) => Assert.Null(EventName.TryParse(text));

    [Theory]
    [InlineData("S190231a", "\"S190231a\" looks like an event name, but 190231 is no day of the calendar (year, month, day): for example S190814bv is of 2019-08-14.")]
    [InlineData("S190814", "\"S190814\" is an event name without its last letter or letters, which tell the events of one day apart: for example S190814bv.")]
    [InlineData("IceCube-191001", "\"IC191001\" is an event name without its last letter or letters, which tell the events of one day apart: for example IC191001A.")]
    public void What_is_nearly_a_name_is_told_what_it_lacks(string text, string sentence)
    {
        var read = EventName.Read(text);

        Assert.NotNull(read);
        Assert.Equal(sentence, read.Error);
    }

    [Fact]
    public void A_long_text_is_no_name() => Assert.Null(EventName.TryParse("GRB 180116A" + new string(' ', 60)));

    [Fact]
    public void Any_text_is_read_without_an_exception_and_a_name_reads_as_itself() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
        {
            var name = EventName.TryParse(text ?? "");
            return name is null || EventName.TryParse(name.Name) == name;
        }).Check(Config.QuickThrowOnFailure.WithReplay(190814, 1));

    [SkippableFact]
    public void Every_name_of_the_IceCube_catalogs_is_read()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var names = new[] { "IceCube_Gold_Bronze_Tracks.csv", "IceCube_cascade.csv" }
            .SelectMany(f => File.ReadLines(RealData.Path("icecube_catalogs/" + f)).Skip(1)).Select(l => l.Split(',')[0]).Where(n => n.Length > 0).ToArray();

        Assert.True(names.Length > 100);
        Assert.All(names, n => Assert.Equal(n, EventName.TryParse(n)?.Name));
    }
}
