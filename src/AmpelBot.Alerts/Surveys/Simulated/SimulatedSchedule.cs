using AmpelBot.Sky;
using AmpelBot.Sky.Ephemeris;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>
/// What the telescope does each night, from the plan alone: the public survey sees a third of the fields a night in g and r half an hour apart
/// (Bellm et al. 2019, PASP 131, 068003); the partnership sees another third once in i while there is time; a follow-up comes before both.
/// </summary>
internal sealed class SimulatedSchedule
{
    private const double SecondsBetween = 10;
    private const double SurveySeconds = 30;
    private const double FollowUpSeconds = 300;
    private const int BlockFields = 45;
    private const int Groups = 3;
    private const double SouthernmostDecDeg = -31;
    private const double FieldHalfDeg = 3.65;
    private static readonly TimeSpan PairGap = TimeSpan.FromMinutes(30);
    private static readonly int[] FollowUpFids = [2, 1, 2];

    private readonly SimulatedPlan plan;
    private readonly ObservingSite site = ObservingSite.Palomar;

    internal SimulatedSchedule(SimulatedPlan plan)
    {
        this.plan = plan;
        Fields =
        [
            .. plan.Grid.Fields.Select(n => new SimulatedField(n, plan.Grid.CenterOf(n)!.Value))
                .Where(f => f.Center.DecDeg >= SouthernmostDecDeg && Touches(f, plan.Region)),
        ];
    }

    /// <summary>The fields of the survey.</summary>
    internal IReadOnlyList<SimulatedField> Fields { get; }

    /// <summary>The exposures of the night of a UTC date, in order; none when the dome stays closed.</summary>
    internal IReadOnlyList<SimulatedExposure> Night(DateOnly date)
    {
        if (Twilight.Night(site, date.AddDays(-1), Twilight.AstronomicalDeg) is not { } dark)
            return [];
        var conditions = new SimulatedConditions(SimulatedRandom.SeedOf((ulong)plan.Seed, 1), date, site, dark.From + (dark.To - dark.From) / 2);
        return conditions.IsClosed ? [] : new NightWork(this, conditions, dark, date.DayNumber).Exposures();
    }

    private static bool Touches(SimulatedField field, SimulatedRegion? region) =>
        region is null || field.Center.SeparationDeg(region.Center) <= region.RadiusDeg + FieldHalfDeg;

    /// <summary>One night as it goes on.</summary>
    private sealed class NightWork(SimulatedSchedule schedule, SimulatedConditions conditions, TimeWindow dark, int day)
    {
        private readonly List<SimulatedExposure> done = [];
        private readonly HashSet<SimulatedField> waiting = [.. schedule.Fields.Where(f => (f.Number + day) % Groups == 0)];
        private readonly HashSet<SimulatedField> partnership = [.. schedule.Fields.Where(f => (f.Number + day) % Groups == 1)];
        private readonly Queue<SimulatedField> next = [];
        private DateTimeOffset now = dark.From;
        private DateTimeOffset nextUntil = DateTimeOffset.MinValue;

        internal IReadOnlyList<SimulatedExposure> Exposures()
        {
            FollowUp();
            while (now < dark.To)
            {
                var block = Observable(waiting, PairGap * 2, fid: 1).Take(BlockFields).ToArray();
                if (block.Length == 0)
                {
                    if (!OneInI(dark.To))
                        now += TimeSpan.FromMinutes(10);
                    continue;
                }
                waiting.ExceptWith(block);
                var begun = now;
                foreach (var field in block)
                    Expose(field, 1, SurveySeconds, programId: 1, isFollowUp: false);
                while (now < begun + PairGap && OneInI(begun + PairGap))
                {
                }
                now = now > begun + PairGap ? now : begun + PairGap;
                foreach (var field in block)
                    Expose(field, 2, SurveySeconds, programId: 1, isFollowUp: false);
            }
            return done;
        }

        private void FollowUp()
        {
            if (schedule.plan.FollowUp is not { } followUp || dark.To <= followUp.FromUtc || now > followUp.FromUtc.AddDays(followUp.Days))
                return;
            now = now > followUp.FromUtc ? now : followUp.FromUtc;
            var fields = schedule.Fields.Where(f => Touches(f, followUp.Region)).ToArray();
            foreach (var fid in FollowUpFids)
                foreach (var field in fields)
                    Expose(field, fid, FollowUpSeconds, programId: 1, isFollowUp: true);
        }

        private bool OneInI(DateTimeOffset until)
        {
            if (now.AddSeconds(SurveySeconds + SecondsBetween) > until)
                return false;
            if (now >= nextUntil)
            {
                next.Clear();
                foreach (var one in Observable(partnership, PairGap, fid: 3).Take(BlockFields))
                    next.Enqueue(one);
                nextUntil = now + PairGap;
            }
            if (!next.TryDequeue(out var field))
                return false;
            partnership.Remove(field);
            Expose(field, 3, SurveySeconds, programId: 2, isFollowUp: false);
            return true;
        }

        /// <summary>Fields that can be seen from now for a time; those that stand farthest west come first, since they set first.</summary>
        private IEnumerable<SimulatedField> Observable(IEnumerable<SimulatedField> fields, TimeSpan time, int fid) => fields
            .Where(f => conditions.Of(f.Center, now, fid, SurveySeconds) is not null && conditions.Of(f.Center, now + time, fid, SurveySeconds) is not null)
            .Select(f => (Field: f, schedule.site.Horizontal(f.Center, now).AzimuthDeg, schedule.site.Horizontal(f.Center, now).AltitudeDeg))
            .OrderBy(f => f.AzimuthDeg > 180 ? f.AltitudeDeg : 180 - f.AltitudeDeg).ThenBy(f => f.Field.Number)
            .Select(f => f.Field);

        private void Expose(SimulatedField field, int fid, double seconds, int programId, bool isFollowUp)
        {
            if (now >= dark.To)
                return;
            if (conditions.Of(field.Center, now, fid, seconds) is not var (limit, seeing))
                return;
            // Packets give times to a tenth of a second.
            var jd = Math.Round(TimeScales.UtcToJd(now), 6);
            done.Add(new SimulatedExposure(done.Count, jd, field, fid, seconds, programId, isFollowUp, limit, seeing));
            now = now.AddSeconds(seconds + SecondsBetween);
        }
    }
}
