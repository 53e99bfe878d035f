using AmpelBot.FollowUp.Following;
using AmpelBot.FollowUp.Notices;
using AmpelBot.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AmpelBot.FollowUp.Tests.Following;

/// <summary>A story is that of the set of its notices.</summary>
public sealed class EventStoryTests
{
    private static readonly DateTimeOffset Start = new(2019, 4, 25, 8, 18, 5, TimeSpan.Zero);

    // Preliminary, initial, update, a copy of the update, retraction; the superevent with the name that it got later; circulars; another event.
    private static readonly HeardNotice[] Pool =
    [
        Lvk("a", NoticeKind.Preliminary, 5, sequence: 1),
        Lvk("b", NoticeKind.Initial, 40, sequence: 2),
        Lvk("c", NoticeKind.Update, 600, sequence: 3),
        Lvk("d", NoticeKind.Retraction, 700, sequence: 4, isPlaced: false),
        new("e", Notice("LVK", NoticeKind.Unstated, null) with { Format = NoticeFormat.GraceDbJson, Aliases = ["GW190425"], SentUtc = Start }),
        new("f", Notice("GCN", NoticeKind.Retraction, 650) with { Format = NoticeFormat.CircularJson }),
        new("g", Notice("LVK", NoticeKind.Report, 90) with { EventId = "GW190425", Format = NoticeFormat.CircularText }),
        new("h", Notice("IceCube", NoticeKind.Initial, 1) with { EventId = "IC191001A", Aliases = ["IceCube 133119_22683750"], Position = Place }),
        new("i", Notice("IceCube", NoticeKind.Update, 2) with { EventId = "IceCube 133119_22683750", Position = Place, Sequence = 1 }),
    ];

    private static SentPosition Place => new(314.08, 12.94, new PositionError.Circle(1), 0.9, null, null);

    [Fact]
    public void Order_and_repetition_of_notices_change_nothing() => Prop.ForAll(
        Gen.Shuffle(Pool).ToArbitrary(), Gen.ListOf(Gen.Elements(Pool)).ToArbitrary(), Gen.Choose(1, Pool.Length).ToArbitrary(), (shuffled, repeated, count) =>
        {
            var part = shuffled.Take(count).ToArray();
            var again = repeated.Where(part.Contains).Concat(part.Reverse()).ToArray();
            return EventStory.Join(part).Select(Told).SequenceEqual(EventStory.Join(again).Select(Told));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Identifiers_join_what_names_of_its_own_would_part()
    {
        var stories = EventStory.Join(Pool);
        Assert.Equal(["IC191001A", "S190425z"], stories.Select(s => s.Name));
        Assert.Equal(["S190425z", "GW190425"], stories[1].Identifiers);
        Assert.Equal(["IC191001A", "IceCube 133119_22683750"], stories[0].Identifiers);
    }

    [Fact]
    public void A_retraction_by_the_sender_stands_and_one_by_another_team_does_not()
    {
        Assert.Equal("d", EventStory.Of([Pool[0], Pool[3]]).Retraction!.Sha256);
        Assert.False(EventStory.Of([Pool[0], Pool[5]]).IsRetracted);
        Assert.True(EventStory.Of([Pool[3]]).IsRetracted);
    }

    [Fact]
    public void An_update_that_arrives_after_the_retraction_but_was_sent_before_it_revives_nothing()
    {
        Assert.True(EventStory.Of([Pool[3], Pool[2]]).IsRetracted);
        var later = Lvk("z", NoticeKind.Update, 900, sequence: 5);
        var revived = EventStory.Of([later, Pool[3], Pool[0]]);
        Assert.False(revived.IsRetracted);
        Assert.Equal("z", revived.Localisation!.Sha256);
    }

    [Fact]
    public void The_count_of_the_sender_goes_before_its_clock()
    {
        var resent = Lvk("y", NoticeKind.Preliminary, 5_000, sequence: 1);
        Assert.Equal("c", EventStory.Of([resent, Pool[2]]).Localisation!.Sha256);
    }

    [Fact]
    public void Labels_of_GraceDB_retract_although_they_do_not_say_when()
    {
        var state = new HeardNotice("s", Notice("LVK", NoticeKind.Retraction, null) with { Format = NoticeFormat.GraceDbJson, SentUtc = Start });
        Assert.True(EventStory.Of([Pool[0], state, Pool[2]]).IsRetracted);
    }

    [Fact]
    public void An_event_of_two_senders_stands_until_both_took_it_back()
    {
        var fermi = new HeardNotice("1", Notice("Fermi", NoticeKind.Initial, 1) with { EventId = "GRB230802123", Position = Place });
        var swift = new HeardNotice("2", Notice("Swift", NoticeKind.Initial, 2) with { EventId = "GRB230802123", Position = Place });
        var back = new HeardNotice("3", Notice("Fermi", NoticeKind.Retraction, 3) with { EventId = "GRB230802123" });
        var story = EventStory.Of([fermi, swift, back]);
        Assert.False(story.IsRetracted);
        Assert.Equal(["Fermi"], story.RetractedBy);
        Assert.True(EventStory.Of([fermi, back]).IsRetracted);
    }

    [Fact]
    public void Prose_localises_only_while_no_machine_did()
    {
        var circular = new HeardNotice("p", Notice("IceCube", NoticeKind.Update, 300) with { EventId = "IC191001A", Position = Place, Format = NoticeFormat.CircularJson });
        Assert.Equal("p", EventStory.Of([circular]).Localisation!.Sha256);
        Assert.Equal("h", EventStory.Of([circular, Pool[7]]).Localisation!.Sha256);
    }

    [Fact]
    public void Each_event_of_a_circular_about_several_is_told()
    {
        var several = Notice("IceCube", NoticeKind.Retraction, 9) with { EventId = "IC191001A", OtherEventIds = ["IC191002A", "IC191001A"] };
        Assert.Equal(["IC191001A", "IC191002A"], HeardNotice.ForEachEvent("x", several).Select(h => h.Notice.EventId));
    }

    [SkippableFact]
    public void Every_real_notice_makes_the_same_story_in_any_order()
    {
        Skip.IfNot(RealData.Present, RealData.Why);
        var heard = Directory.EnumerateFiles(RealData.Path("notices"), "*", SearchOption.AllDirectories)
            .Select(f => (File: f, Parsed: NoticeParser.Parse(File.ReadAllBytes(f)))).Where(p => p.Parsed.Success)
            .SelectMany(p => HeardNotice.ForEachEvent(p.File, p.Parsed.Value!)).ToArray();
        Assert.NotEmpty(heard);
        var forward = EventStory.Join(heard).Select(Told).ToArray();
        Assert.Equal(forward, EventStory.Join(heard.Reverse()).Select(Told));
        Assert.Equal(forward, EventStory.Join(heard.OrderBy(h => h.Sha256[^5..]).Concat(heard)).Select(Told));
    }

    private static string Told(EventStory s) => string.Join('|', s.Name, string.Join(',', s.Identifiers), string.Join(',', s.Notices.Select(n => n.Sha256)), s.Localisation?.Sha256, s.Retraction?.Sha256,
        string.Join(',', s.RetractedBy), s.Purpose, s.Messenger, s.EventTimeUtc, s.Current.Kind);

    private static HeardNotice Lvk(string sha, NoticeKind kind, double minutes, int sequence, bool isPlaced = true) =>
        new(sha, Notice("LVK", kind, minutes) with { Sequence = sequence, Format = NoticeFormat.VoEvent, SkyMap = isPlaced ? new SentSkyMap(null, $"https://gracedb.ligo.org/{sha}") : null, EventTimeUtc = Start });

    private static SentNotice Notice(string sender, NoticeKind kind, double? minutes) => new()
    {
        Format = NoticeFormat.VoEvent,
        Sender = sender,
        Messenger = sender == "IceCube" ? Messenger.Neutrino : Messenger.GravitationalWave,
        Kind = kind,
        EventId = "S190425z",
        SentUtc = minutes is { } m ? Start.AddMinutes(m) : null,
    };
}
