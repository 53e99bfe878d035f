using System.Globalization;
using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>Writes the packets of alerts, with every field of the schema that ZTF's pipeline fills.</summary>
internal static class SimulatedPackets
{
    private const double PixelArcsec = 1.01;
    private const double FwhmPerSigma = 2.3548;
    private const double ReferenceSeeingArcsec = 1.9;
    private const double ReferenceNoiseShare = 0.3;
    private const double HostSigmaPixels = 2.5;
    private const double None = -999;
    private const int FramesOfReference = 15;
    private const double ReferenceStartJd = 2458194.7;
    private const double ReferenceEndJd = 2458390.9;
    private const int PreludeNumbers = 1000;

    /// <summary>The packet of an alert; the same whenever it is made.</summary>
    internal static SimulatedPacket Of(SimulatedAlert alert, ExposureHistory history)
    {
        var (measurement, source) = (alert.Measurement, alert.Measurement.Source);
        var jd = measurement.Exposure.Jd;
        var past = history.Of(source.Coord, jd - ObjectHistories.HistoryDays, jd)
            .Select(e => (e.Exposure, e.Quadrant, Measured: SimulatedMeasurement.Of(source, e.Exposure, e.Quadrant))).ToArray();
        var points = past.Select(object? (e) => Point(e.Exposure, e.Quadrant, e.Measured is { IsAlert: true } one ? one : null, alert)).ToArray();
        // ZTF measures fluxes at the place of what it has seen before; a thing in passing has no such history.
        var forced = source is Passing ? [] : past.Select(object? (e) => Forced(source, e.Exposure, e.Quadrant, e.Measured)).ToArray();
        var packet = new RecordValues(SimulatedSchema.Alert);
        packet.Set("schemavsn", ZtfSchemaFields.Version);
        packet.Set("publisher", SimulatedSurvey.Publisher);
        packet.Set("objectId", alert.Name);
        packet.Set("candid", alert.Candid);
        packet.Set("candidate", Candidate(alert));
        packet.Set("prv_candidates", points.Length == 0 ? null : points);
        packet.Set("fp_hists", forced.Length == 0 ? null : forced);
        Cutouts(packet, alert);
        var record = packet.Record();
        var bytes = SimulatedSchema.Container(record);
        return new SimulatedPacket(
            alert.Candid.ToString(CultureInfo.InvariantCulture) + ".avro", SimulatedTruth.Of(source, alert.Name, alert.FirstAlertJd), alert.IsFirst, bytes)
        {
            CutoutsAt = bytes.Length - SimulatedSchema.LengthFrom(record, "cutoutScience"),
        };
    }

    private static AvroRecord Candidate(SimulatedAlert alert)
    {
        var (measurement, source) = (alert.Measurement, alert.Measurement.Source);
        var (exposure, around) = (measurement.Exposure, source.Surroundings);
        var values = new RecordValues(SimulatedSchema.Candidate);
        Image(values, exposure, measurement.Quadrant);
        Detection(values, measurement, alert.Candid);
        values["ndethist"] = alert.Detections;
        values["ncovhist"] = alert.Visits;
        values["jdstarthist"] = alert.FirstJd;
        values["jdendhist"] = exposure.Jd;
        values["tooflag"] = exposure.IsFollowUp ? 1 : 0;
        values["exptime"] = exposure.Seconds;
        var (rb, drb) = Scores(measurement);
        values["rb"] = rb;
        values["drb"] = drb;
        values.Set("drbversion", SimulatedSurvey.Publisher);
        for (var i = 0; i < 3; i++)
        {
            var near = i < around.Neighbours.Count ? around.Neighbours[i] : default(SimulatedNeighbour?);
            values[$"objectidps{i + 1}"] = near?.Id ?? None;
            values[$"sgmag{i + 1}"] = near?.RMag + 0.5 ?? None;
            values[$"srmag{i + 1}"] = near?.RMag ?? None;
            values[$"simag{i + 1}"] = near?.RMag - 0.2 ?? None;
            values[$"szmag{i + 1}"] = near?.RMag - 0.3 ?? None;
            values[$"sgscore{i + 1}"] = near?.StarScore ?? None;
            values[$"distpsnr{i + 1}"] = near?.DistanceArcsec ?? None;
        }
        values["nmtchps"] = around.Count;
        values["rfid"] = ReferenceId(exposure, measurement.Quadrant);
        values["jdstartref"] = ReferenceStartJd;
        values["jdendref"] = ReferenceEndJd;
        values["nframesref"] = FramesOfReference;
        values["dsnrms"] = measurement.Snr * 0.8;
        values["ssnrms"] = measurement.Snr * 1.6;
        values["dsdiff"] = measurement.Snr * -0.8;
        var image = new SimulatedRandom(SimulatedRandom.SeedOf(8, exposure.PidOf(measurement.Quadrant)));
        values["nmatches"] = 250 + image.Poisson(60) + 1500 * Math.Exp(-Math.Abs(source.Coord.GalacticLatitudeDeg) / 10);
        values["zpclrcov"] = -5e-6;
        values["zpmed"] = SimulatedExposure.ZeroPoint + (exposure.Fid == 1 ? -0.05 : 0.06);
        values["clrmed"] = image.Uniform(0.5, 0.8);
        values["clrrms"] = image.Uniform(0.15, 0.3);
        values["neargaia"] = around.Gaia.DistanceArcsec;
        values["maggaia"] = around.Gaia.Mag;
        values["neargaiabright"] = around.BrightGaia.DistanceArcsec;
        values["maggaiabright"] = around.BrightGaia.Mag;
        var asteroid = (source as Passing)?.SolarSystem;
        values["ssdistnr"] = asteroid?.DistanceArcsec ?? None;
        values["ssmagnr"] = asteroid?.Mag ?? None;
        values.Set("ssnamenr", asteroid?.Name ?? "null");
        return values.Record();
    }

    /// <summary>A point of the history: a detection, or a limit where none is given.</summary>
    private static AvroRecord Point(SimulatedExposure exposure, int quadrant, SimulatedMeasurement? measured, SimulatedAlert alert)
    {
        var values = new RecordValues(SimulatedSchema.Point);
        Image(values, exposure, quadrant);
        if (measured is { } measurement)
        {
            Detection(values, measurement, CandidOf(measurement, alert));
            values["rb"] = Scores(measurement).Rb;
        }
        else
            values.Set("rbversion", "");
        return values.Record();
    }

    /// <summary>The number of an earlier alert. Those of before the survey were never sent and have a number of their own.</summary>
    private static long CandidOf(SimulatedMeasurement measurement, SimulatedAlert alert)
    {
        var pid = measurement.Exposure.PidOf(measurement.Quadrant);
        foreach (var (sent, candid) in alert.Candids)
            if (sent == pid)
                return candid;
        return (pid * 1000 + (measurement.IsPositive ? 15 : 10)) * 1000 + (long)(measurement.Seed % PreludeNumbers);
    }

    private static AvroRecord Forced(SimulatedSource source, SimulatedExposure exposure, int quadrant, SimulatedMeasurement? measured)
    {
        var values = new RecordValues(SimulatedSchema.Forced);
        var sigma = measured?.SigmaCounts ?? exposure.LimitCounts(quadrant) / 5;
        Photometry(values, exposure, quadrant);
        values["rfid"] = ReferenceId(exposure, quadrant);
        values["sciinpseeing"] = exposure.SeeingArcsec / PixelArcsec;
        values["scibckgnd"] = exposure.Fid == 1 ? 130 : 290;
        values["scisigpix"] = PixelNoise(exposure, quadrant);
        values["exptime"] = exposure.Seconds;
        values["adpctdif1"] = 0.055;
        values["adpctdif2"] = 0.06;
        values["forcediffimflux"] = measured?.Counts ?? sigma * SimulatedRandom.GaussianOf(source.Seed, exposure.PidOf(quadrant));
        values["forcediffimfluxunc"] = sigma;
        values.Set("procstatus", "0");
        Reference(values, source, exposure);
        return values.Record();
    }

    /// <summary>What every record says of its image.</summary>
    private static void Photometry(RecordValues values, SimulatedExposure exposure, int quadrant)
    {
        values["jd"] = exposure.Jd;
        values["fid"] = exposure.Fid;
        values["pid"] = exposure.PidOf(quadrant);
        values["diffmaglim"] = exposure.LimitOf(quadrant);
        values["programid"] = exposure.ProgramId;
        values["rcid"] = quadrant;
        values["field"] = exposure.Field.Number;
        values["magzpsci"] = SimulatedExposure.ZeroPoint;
        values["magzpsciunc"] = 5e-6;
        values["magzpscirms"] = 0.025;
        values["clrcoeff"] = exposure.Fid switch { 1 => -0.06, 2 => 0.1, _ => -0.02 };
        values["clrcounc"] = 1e-5;
    }

    private static void Image(RecordValues values, SimulatedExposure exposure, int quadrant)
    {
        Photometry(values, exposure, quadrant);
        values.Set("pdiffimfilename", string.Create(CultureInfo.InvariantCulture,
            $"ztf_{exposure.StartUtc:yyyyMMdd}{exposure.PidOf(quadrant) / 10_000 % 100_000:00000}0_{exposure.Field.Number:000000}_z{exposure.Band}_c{quadrant / 4 + 1:00}_o_q{quadrant % 4 + 1}_scimrefdiffimg.fits"));
        values.Set("programpi", SimulatedSurvey.Publisher);
        values["nid"] = exposure.NightNumber;
        values.Set("rbversion", SimulatedSurvey.Publisher);
    }

    private static void Detection(RecordValues values, SimulatedMeasurement measurement, long candid)
    {
        var (source, exposure) = (measurement.Source, measurement.Exposure);
        var random = new SimulatedRandom(measurement.Seed);
        var place = measurement.Place();
        var (x, y) = new SimulatedQuadrant(exposure.Field.Center, measurement.Quadrant).PixelOf(place);
        var stars = exposure.SeeingArcsec / PixelArcsec;
        var fwhm = source.IsReal ? stars * (1 + 0.06 * Math.Abs(random.Gaussian(0, 1))) : random.Uniform(1, 3.2 * stars);
        var elong = 1 + (source.IsReal ? 0.08 * Math.Abs(random.Gaussian(0, 1)) + 0.3 / measurement.Snr : random.Exponential(0.25));
        var difference = source.IsReal ? random.Gaussian(0.03, 0.05 + 0.5 / measurement.Snr) : random.Gaussian(0.15, 0.4);
        var (mag, error, limit) = (measurement.Mag, measurement.MagErr, exposure.LimitOf(measurement.Quadrant));
        var minor = fwhm / FwhmPerSigma / Math.Sqrt(elong);
        values.Set("candid", candid);
        values.Set("isdiffpos", measurement.IsPositive ? "t" : "f");
        values["tblid"] = candid % 1000;
        values["xpos"] = x;
        values["ypos"] = y;
        values["ra"] = place.RaDeg;
        values["dec"] = place.DecDeg;
        values["magpsf"] = mag;
        values["sigmapsf"] = error;
        values["chipsf"] = source.IsReal ? random.Uniform(0.8, 1.6) + measurement.Snr / 60 : random.Uniform(1, 30);
        values["magap"] = mag + difference;
        values["sigmagap"] = error * 1.3;
        values["magapbig"] = mag + difference * 1.1;
        values["sigmagapbig"] = error * 1.6;
        values["magdiff"] = difference;
        values["magfromlim"] = limit - mag - difference;
        values["sky"] = random.Gaussian(0, 1);
        values["fwhm"] = fwhm;
        values["classtar"] = source.IsReal ? random.Uniform(0.85, 1) : random.Uniform(0.2, 1);
        values["mindtoedge"] = Math.Min(Math.Min(x, y), Math.Min(SimulatedQuadrant.WidthPixels - x, SimulatedQuadrant.HeightPixels - y));
        values["seeratio"] = Math.Min(2, fwhm / stars);
        values["aimage"] = minor * elong;
        values["bimage"] = minor;
        values["aimagerat"] = minor * elong / fwhm;
        values["bimagerat"] = minor / fwhm;
        values["elong"] = elong;
        values["nneg"] = source.IsReal ? random.Poisson(1 + 8 / measurement.Snr) : random.Poisson(7);
        values["nbad"] = source.IsReal ? 0 : random.Poisson(0.3);
        values["sumrat"] = source.IsReal ? 1 - 0.3 * random.Uniform(0, 1) / measurement.Snr : random.Uniform(0.3, 1);
        values["scorr"] = measurement.Snr;
        Reference(values, source, exposure);
    }

    /// <summary>The nearest source of the reference image.</summary>
    private static void Reference(RecordValues values, SimulatedSource source, SimulatedExposure exposure)
    {
        var around = source.Surroundings;
        var (distance, mag) = around.Neighbours.Count > 0 ? (around.Neighbours[0].DistanceArcsec, around.Neighbours[0].RMag) : (SimulatedSurroundings.SearchArcsec, 22.5);
        var place = source.Coord.Offset(around.HostAngle * 180 / Math.PI, distance / 3600);
        values["distnr"] = distance / PixelArcsec;
        values["magnr"] = mag + source.SteadyColor(exposure.Fid);
        values["sigmagnr"] = 0.02;
        values["chinr"] = 0.7;
        values["sharpnr"] = -0.01;
        values["ranr"] = place.RaDeg;
        values["decnr"] = place.DecDeg;
    }

    /// <summary>
    /// Real-bogus scores. The deep-learning score takes one real source in sixty for bogus at 0.5 and one bogus in sixty for real, about what
    /// Duev et al. 2019, MNRAS 489, 3582, find; the random forest's scores overlap as those of Mahabal et al. 2019, PASP 131, 038002.
    /// </summary>
    private static (double Rb, double Drb) Scores(SimulatedMeasurement measurement)
    {
        const double Mistaken = 1.0 / 60;
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(measurement.Seed, 2));
        var (isMistaken, u, v) = (random.Chance(Mistaken), random.Uniform(0, 1), random.Uniform(0, 1));
        return measurement.Source.IsReal
            ? (0.4 + 0.6 * Math.Sqrt(u), isMistaken ? 0.5 * v : 1 - 0.5 * Math.Pow(v, 6))
            : (0.05 + 0.75 * u * Math.Sqrt(u), isMistaken ? 1 - 0.5 * v : 0.5 * v * v * v);
    }

    private static long ReferenceId(SimulatedExposure exposure, int quadrant) =>
        (long)exposure.Field.Number * 1_000_000 + exposure.Fid * 10_000 + quadrant * 100 + 1;

    /// <summary>Noise of a pixel for which a point source at the limit has a signal of five times its noise.</summary>
    private static double PixelNoise(SimulatedExposure exposure, int quadrant) =>
        exposure.LimitCounts(quadrant) / 5 / Math.Sqrt(4 * Math.PI) / (exposure.SeeingArcsec / PixelArcsec / FwhmPerSigma);

    private static void Cutouts(RecordValues packet, SimulatedAlert alert)
    {
        var (measurement, source) = (alert.Measurement, alert.Measurement.Source);
        var (exposure, quadrant) = (measurement.Exposure, measurement.Quadrant);
        var noise = PixelNoise(exposure, quadrant);
        var psf = exposure.SeeingArcsec / PixelArcsec / FwhmPerSigma;
        const double ReferencePsf = ReferenceSeeingArcsec / PixelArcsec / FwhmPerSigma;
        var change = new CutoutLight(0, 0, measurement.Counts, psf);
        var random = new SimulatedRandom(SimulatedRandom.SeedOf(measurement.Seed, 3));
        var reference = new SimulatedRandom(SimulatedRandom.SeedOf(source.Seed, ReferenceId(exposure, quadrant)));
        var pid = exposure.PidOf(quadrant);
        var difference = measurement.IsPositive ? change : change with { Counts = -change.Counts };
        Stamp("cutoutScience", $"candid{alert.Candid}_pid{pid}_targ_sci.fits.gz", SimulatedCutout.Fits(random, noise, [.. Steady(psf), change]));
        Stamp("cutoutTemplate", $"candid{alert.Candid}_ref.fits.gz", SimulatedCutout.Fits(reference, noise * ReferenceNoiseShare, [.. Steady(ReferencePsf)]));
        Stamp("cutoutDifference", $"candid{alert.Candid}_pid{pid}_targ_{(measurement.IsPositive ? "scimref" : "refmsci")}.fits.gz", SimulatedCutout.Fits(random, noise, difference));

        void Stamp(string field, string name, byte[] data) => packet.Set(field, new AvroRecord(SimulatedSchema.Cutout, [name, data]));

        IEnumerable<CutoutLight> Steady(double sigma)
        {
            var counts = source.SteadyCounts(exposure.Fid);
            if (counts > 0)
                yield return new(0, 0, counts, sigma);
            if (source.Host is var (arcsec, mag) && arcsec < SimulatedSurroundings.SearchArcsec)
            {
                var (sin, cos) = Math.SinCos(source.Surroundings.HostAngle);
                yield return new(-sin * arcsec / PixelArcsec, cos * arcsec / PixelArcsec, SimulatedExposure.CountsOf(mag + source.SteadyColor(exposure.Fid)), Math.Sqrt(sigma * sigma + HostSigmaPixels * HostSigmaPixels));
            }
        }
    }
}
