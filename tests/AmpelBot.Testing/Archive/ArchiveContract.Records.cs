using AmpelBot.Alerts.Archive;
using AmpelBot.Alerts.Ingest;
using AmpelBot.Alerts.Observations;
using AmpelBot.Sky;
using Xunit;

namespace AmpelBot.Testing.Archive;

/// <summary>Journals, science records, exposures and dead letters.</summary>
public abstract partial class ArchiveContract
{
    private static readonly DateTimeOffset Moment = new(2019, 8, 14, 21, 10, 39, 123, TimeSpan.Zero);

    private static JournalEntry Entry(int number, string name = "ZTF18aaa", double seconds = 0) => new()
    {
        Object = Key(name),
        TimeUtc = Moment.AddSeconds(seconds),
        Tier = number % 4,
        Unit = "unit" + number,
        Channel = number % 2 == 0 ? "gw" : null,
        Run = number % 3 == 0 ? "run \"α\"" : null,
        AlertId = number % 2 == 0 ? -number : null,
        StateId = number % 3 == 0 ? "0123456789abcdef" : null,
        ExtraJson = number % 2 == 0 ? """{"score": 0.1, "text": "'naïve'"}""" : null,
    };

    private static ScienceRecord Result(int number, string name = "ZTF18aaa", double seconds = 0) => new()
    {
        Object = Key(name),
        TimeUtc = Moment.AddSeconds(seconds),
        Unit = "crossmatch",
        ConfigHash = number % 2 == 0 ? "c0ffee" : null,
        StateId = number % 3 == 0 ? "0123456789abcdef" : null,
        AlertId = number % 2 == 0 ? long.MaxValue : null,
        BodyJson = $$"""{"number": {{number}}, "z": 1e-300, "text": "☄ \"quoted\""}""",
    };

    private static Exposure MadeExposure(double jd, int field = 700, int? quadrant = 5, double? limit = 20.5) => new()
    {
        Survey = "ZTF",
        Jd = jd,
        Field = field,
        RaDeg = 359.99999999999994 - Math.Abs(field) * 0.01,
        DecDeg = -31.45,
        Quadrant = quadrant,
        Band = "g",
        LimitingMag = limit,
        ExposureSeconds = limit is null ? null : 30,
        ProgramId = limit is null ? null : 1,
    };

    [SkippableFact]
    public async Task The_journal_begins_with_the_arrival_of_each_alert()
    {
        var before = DateTimeOffset.UtcNow.AddMilliseconds(-1);
        await AddAsync(HandMade.Alert(1, Jd + 5), HandMade.Alert(2, Jd), HandMade.Bare(3, Jd), HandMade.Alert(4, Jd, objectId: "other"));
        await AddAsync(HandMade.Alert(1, Jd + 5));
        var journal = await Archive.JournalOfAsync(Key("ZTF18aaa"), default);
        Assert.Equal([1L, 2L, 3L], journal.Select(e => e.AlertId!.Value).Order());
        Assert.All(journal, entry =>
        {
            Assert.Equal((Key("ZTF18aaa"), 0, JournalEntry.ArrivalUnit), (entry.Object, entry.Tier, entry.Unit));
            Assert.InRange(entry.TimeUtc, before, DateTimeOffset.UtcNow);
            Assert.Equal(0, entry.TimeUtc.Ticks % TimeSpan.TicksPerMillisecond);
            Assert.Equal((null, null, null, null), (entry.Channel, entry.Run, entry.StateId, entry.ExtraJson));
        });
    }

    [SkippableFact]
    public async Task Journal_entries_ascend_in_time_and_those_of_one_time_keep_their_order()
    {
        await AddAsync(HandMade.Alert(1, Jd));
        JournalEntry[] entries = [Entry(1, seconds: 5), Entry(2), Entry(3), Entry(4, "other"), Entry(5, seconds: -1), Entry(6, seconds: 1e9), Entry(2)];
        await Archive.AppendAsync(entries[..4], default);
        await Archive.AppendAsync(entries[4..], default);
        var journal = await Archive.JournalOfAsync(Key("ZTF18aaa"), default);
        Assert.Equal([entries[4], entries[1], entries[2], entries[6], entries[0]], journal.Where(e => e.TimeUtc < DateTimeOffset.UtcNow && e.Unit != JournalEntry.ArrivalUnit));
        // The arrival is today, and one entry lies decades ahead.
        Assert.Equal((JournalEntry.ArrivalUnit, entries[5]), (journal[^2].Unit, journal[^1]));
        Assert.Equal(entries[3], Assert.Single(await Archive.JournalOfAsync(Key("other"), default)));
        Assert.Empty(await Archive.JournalOfAsync(Key("ZTF18aaa", "LSST"), default));
    }

    [SkippableFact]
    public async Task Science_records_ascend_in_time_and_leave_the_alerts_as_they_are()
    {
        await AddAsync(HandMade.Alert(1, Jd));
        var info = await Archive.InfoAsync(default);
        ScienceRecord[] records = [Result(1, seconds: 5), Result(2), Result(3), Result(4, "other"), Result(5, seconds: -1)];
        await Archive.AttachAsync(records[..2], default);
        await Archive.AttachAsync(records[2..], default);
        Assert.Equal([records[4], records[1], records[2], records[0]], await Archive.ScienceRecordsOfAsync(Key("ZTF18aaa"), default));
        Assert.Equal([records[3]], await Archive.ScienceRecordsOfAsync(Key("other"), default));
        Assert.Empty(await Archive.ScienceRecordsOfAsync(Key("ZTF18aaa", "LSST"), default));
        Assert.Equal(info, await Archive.InfoAsync(default));
        HandMade.AssertSame(HandMade.Alert(1, Jd), await TheOneAsync(1));
    }

    [SkippableFact]
    public async Task Exposures_that_begin_within_the_window_ascend_in_time()
    {
        Exposure[] exposures =
        [
            MadeExposure(Jd + 1), MadeExposure(Jd, quadrant: 6), MadeExposure(Jd, quadrant: null), MadeExposure(Jd, field: -1, limit: null),
            MadeExposure(Jd) with { Survey = "LSST", Band = "naïve" }, MadeExposure(Jd - 1000),
        ];
        Assert.Equal(6, await Archive.AddExposuresAsync(exposures, default));
        var seen = await ToListAsync(Archive.ExposuresAsync(HandMade.AllTime, default));
        Assert.Equal(seen.OrderBy(e => e.Jd), seen);
        Assert.Equal(exposures.ToHashSet(), seen.ToHashSet());
        var start = TimeScales.JdToUtc(Jd);
        Assert.Equal(4, (await ToListAsync(Archive.ExposuresAsync(new TimeWindow(start, start.AddTicks(1)), default))).Count);
        Assert.Empty(await ToListAsync(Archive.ExposuresAsync(new TimeWindow(start.AddTicks(1), start.AddHours(1)), default)));
        Assert.Empty(await ToListAsync(Archive.ExposuresAsync(new TimeWindow(start.AddHours(-1), start), default)));
    }

    [SkippableFact]
    public async Task An_exposure_that_is_there_is_replaced()
    {
        Assert.Equal(2, await Archive.AddExposuresAsync([MadeExposure(Jd), MadeExposure(Jd, quadrant: null)], default));
        Assert.Equal(1, await Archive.AddExposuresAsync([MadeExposure(Jd, limit: 21), MadeExposure(Jd, quadrant: null, limit: 21), MadeExposure(Jd + 1), MadeExposure(Jd + 1)], default));
        var seen = await ToListAsync(Archive.ExposuresAsync(HandMade.AllTime, default));
        Assert.Equal([21, 21, 20.5], seen.Select(e => e.LimitingMag!.Value));
    }

    [SkippableFact]
    public async Task Many_exposures_stream_and_a_reader_may_stop()
    {
        var exposures = Enumerable.Range(0, 3000).Select(i => MadeExposure(Jd + i * 1e-3, field: i)).ToList();
        Assert.Equal(3000, await Archive.AddExposuresAsync(exposures, default));
        Assert.Equal(exposures, await ToListAsync(Archive.ExposuresAsync(HandMade.AllTime, default)));
        await foreach (var _ in Archive.ExposuresAsync(HandMade.AllTime, default))
            break;
        Assert.Equal(0, await Archive.AddExposuresAsync(exposures, default));
    }

    [SkippableFact]
    public async Task A_dead_letter_is_kept_once_for_each_reason_with_its_bytes()
    {
        DeadLetter[] letters = [new("a.avro", 12, "it ends early", [1, 2, 3]), new("a.avro", 13, "it ends early"), new("é\".tar.gz::b", long.MaxValue, "other", [])];
        await Archive.AddAsync([], [letters[0], letters[0]], default);
        await Archive.AddAsync([], [letters[0], letters[1], letters[2], letters[1]], default);
        Assert.Equal(3, (await Archive.InfoAsync(default)).DeadLetters);
        var stored = await ToListAsync(Archive.DeadLettersAsync(default));
        Assert.Equal(letters.Select(Plain), stored.Select(s => Plain(s.Letter)));
        Assert.Equal(stored.Select(s => s.Id).Order(), stored.Select(s => s.Id));

        await Archive.RemoveDeadLettersAsync([stored[0].Id, stored[2].Id, 987_654_321], default);
        Assert.Equal([Plain(letters[1])], (await ToListAsync(Archive.DeadLettersAsync(default))).Select(s => Plain(s.Letter)));
        Assert.Equal(1, (await Archive.InfoAsync(default)).DeadLetters);
        await Archive.AddAsync([], [letters[0]], default);
        Assert.Equal([13L, 12L], (await ToListAsync(Archive.DeadLettersAsync(default))).Select(s => s.Letter.Offset));
        static object Plain(DeadLetter letter) => (letter.File, letter.Offset, letter.Reason, letter.Bytes is null ? null : Convert.ToHexString(letter.Bytes));
    }

    [SkippableFact]
    public async Task Dead_letters_may_be_removed_while_they_are_read()
    {
        await Archive.AddAsync([], [.. Enumerable.Range(0, 500).Select(i => new DeadLetter("a", i, "b", new byte[100]))], default);
        var read = 0;
        await foreach (var letter in Archive.DeadLettersAsync(default))
        {
            if (read++ % 100 == 0)
                await Archive.RemoveDeadLettersAsync([letter.Id], default);
        }
        Assert.Equal(500, read);
        Assert.Equal(495, (await Archive.InfoAsync(default)).DeadLetters);
    }
}
