using System.Text.Json;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>ZTF's alert schema of version 4.02: every field's name, type, default and description, in the survey's order.</summary>
internal static class ZtfSchemaFields
{
    /// <summary>The version that the tables are of.</summary>
    internal const string Version = "4.02";

    // A line is a name, a type and a description. A question mark: the value may be null, and that is the default; an exclamation mark: it may be null, without a default.
    private const string Candidate = """
        jd double Observation Julian date at start of exposure [days]
        fid int Filter ID (1=g; 2=R; 3=i)
        pid long Processing ID for science image to facilitate archive retrieval
        diffmaglim float? Expected 5-sigma mag limit in difference image based on global noise estimate [mag]
        pdiffimfilename string? filename of positive (sci minus ref) difference image
        programpi string? Principal investigator attached to program ID
        programid int Program ID: encodes either public, collab, or caltech mode
        candid long Candidate ID from operations DB
        isdiffpos string t or 1 => candidate is from positive (sci minus ref) subtraction; f or 0 => candidate is from negative (ref minus sci) subtraction
        tblid long? Internal pipeline table extraction ID
        nid int? Night ID
        rcid int? Readout channel ID [00 .. 63]
        field int? ZTF field ID
        xpos float? x-image position of candidate [pixels]
        ypos float? y-image position of candidate [pixels]
        ra double Right Ascension of candidate; J2000 [deg]
        dec double Declination of candidate; J2000 [deg]
        magpsf float Magnitude from PSF-fit photometry [mag]
        sigmapsf float 1-sigma uncertainty in magpsf [mag]
        chipsf float? Reduced chi-square for PSF-fit
        magap float? Aperture mag using 14 pixel diameter aperture [mag]
        sigmagap float? 1-sigma uncertainty in magap [mag]
        distnr float? distance to nearest source in reference image PSF-catalog [pixels]
        magnr float? magnitude of nearest source in reference image PSF-catalog [mag]
        sigmagnr float? 1-sigma uncertainty in magnr [mag]
        chinr float? DAOPhot chi parameter of nearest source in reference image PSF-catalog
        sharpnr float? DAOPhot sharp parameter of nearest source in reference image PSF-catalog
        sky float? Local sky background estimate [DN]
        magdiff float? Difference: magap - magpsf [mag]
        fwhm float? Full Width Half Max assuming a Gaussian core, from SExtractor [pixels]
        classtar float? Star/Galaxy classification score from SExtractor
        mindtoedge float? Distance to nearest edge in image [pixels]
        magfromlim float? Difference: diffmaglim - magap [mag]
        seeratio float? Ratio: difffwhm / fwhm
        aimage float? Windowed profile RMS afloat major axis from SExtractor [pixels]
        bimage float? Windowed profile RMS afloat minor axis from SExtractor [pixels]
        aimagerat float? Ratio: aimage / fwhm
        bimagerat float? Ratio: bimage / fwhm
        elong float? Ratio: aimage / bimage
        nneg int? number of negative pixels in a 5 x 5 pixel stamp
        nbad int? number of prior-tagged bad pixels in a 5 x 5 pixel stamp
        rb float? RealBogus quality score from Random Forest classifier; range is 0 to 1 where closer to 1 is more reliable
        ssdistnr float? distance to nearest known solar system object if exists within 30 arcsec [arcsec]
        ssmagnr float? magnitude of nearest known solar system object if exists within 30 arcsec (usually V-band from MPC archive) [mag]
        ssnamenr string? name of nearest known solar system object if exists within 30 arcsec (from MPC archive)
        sumrat float? Ratio: sum(pixels) / sum(|pixels|) in a 5 x 5 pixel stamp where stamp is first median-filtered to mitigate outliers
        magapbig float? Aperture mag using 18 pixel diameter aperture [mag]
        sigmagapbig float? 1-sigma uncertainty in magapbig [mag]
        ranr double Right Ascension of nearest source in reference image PSF-catalog; J2000 [deg]
        decnr double Declination of nearest source in reference image PSF-catalog; J2000 [deg]
        sgmag1 float? g-band PSF-fit magnitude of closest source from PS1 catalog; if exists within 30 arcsec [mag]
        srmag1 float? r-band PSF-fit magnitude of closest source from PS1 catalog; if exists within 30 arcsec [mag]
        simag1 float? i-band PSF-fit magnitude of closest source from PS1 catalog; if exists within 30 arcsec [mag]
        szmag1 float? z-band PSF-fit magnitude of closest source from PS1 catalog; if exists within 30 arcsec [mag]
        sgscore1 float? Star/Galaxy score of closest source from PS1 catalog; if exists within 30 arcsec: 0 <= sgscore <= 1 where closer to 1 implies higher likelihood of being a star
        distpsnr1 float? Distance to closest source from PS1 catalog; if exists within 30 arcsec [arcsec]
        ndethist int Number of spatially-coincident detections falling within 1.5 arcsec going back to beginning of survey; only detections that fell on the same field and readout-channel ID where the input candidate was observed are counted. All raw detections down to a photometric S/N of ~ 3 are included.
        ncovhist int Number of times input candidate position fell on any field and readout-channel going back to beginning of survey
        jdstarthist double? Earliest Julian date of epoch corresponding to ndethist [days]
        jdendhist double? Latest Julian date of epoch corresponding to ndethist [days]
        scorr double? Peak-pixel signal-to-noise ratio in point source matched-filtered detection image
        tooflag int? 1 => candidate is from a Target-of-Opportunity (ToO) exposure; 0 => candidate is from a non-ToO exposure
        objectidps1 long? Object ID of closest source from PS1 catalog; if exists within 30 arcsec
        objectidps2 long? Object ID of second closest source from PS1 catalog; if exists within 30 arcsec
        sgmag2 float? g-band PSF-fit magnitude of second closest source from PS1 catalog; if exists within 30 arcsec [mag]
        srmag2 float? r-band PSF-fit magnitude of second closest source from PS1 catalog; if exists within 30 arcsec [mag]
        simag2 float? i-band PSF-fit magnitude of second closest source from PS1 catalog; if exists within 30 arcsec [mag]
        szmag2 float? z-band PSF-fit magnitude of second closest source from PS1 catalog; if exists within 30 arcsec [mag]
        sgscore2 float? Star/Galaxy score of second closest source from PS1 catalog; if exists within 30 arcsec: 0 <= sgscore <= 1 where closer to 1 implies higher likelihood of being a star
        distpsnr2 float? Distance to second closest source from PS1 catalog; if exists within 30 arcsec [arcsec]
        objectidps3 long? Object ID of third closest source from PS1 catalog; if exists within 30 arcsec
        sgmag3 float? g-band PSF-fit magnitude of third closest source from PS1 catalog; if exists within 30 arcsec [mag]
        srmag3 float? r-band PSF-fit magnitude of third closest source from PS1 catalog; if exists within 30 arcsec [mag]
        simag3 float? i-band PSF-fit magnitude of third closest source from PS1 catalog; if exists within 30 arcsec [mag]
        szmag3 float? z-band PSF-fit magnitude of third closest source from PS1 catalog; if exists within 30 arcsec [mag]
        sgscore3 float? Star/Galaxy score of third closest source from PS1 catalog; if exists within 30 arcsec: 0 <= sgscore <= 1 where closer to 1 implies higher likelihood of being a star
        distpsnr3 float? Distance to third closest source from PS1 catalog; if exists within 30 arcsec [arcsec]
        nmtchps int Number of source matches from PS1 catalog falling within 30 arcsec
        rfid long Processing ID for reference image to facilitate archive retrieval
        jdstartref double Observation Julian date of earliest exposure used to generate reference image [days]
        jdendref double Observation Julian date of latest exposure used to generate reference image [days]
        nframesref int Number of frames (epochal images) used to generate reference image
        rbversion string version of Random Forest classifier model used to assign RealBogus (rb) quality score
        dsnrms float? Ratio: D/stddev(D) on event position where D = difference image
        ssnrms float? Ratio: S/stddev(S) on event position where S = image of convolution: D (x) PSF(D)
        dsdiff float? Difference of statistics: dsnrms - ssnrms
        magzpsci float? Magnitude zero point for photometry estimates [mag]
        magzpsciunc float? Magnitude zero point uncertainty (in magzpsci) [mag]
        magzpscirms float? RMS (deviation from average) in all differences between instrumental photometry and matched photometric calibrators from science image processing [mag]
        nmatches int Number of PS1 photometric calibrators used to calibrate science image from science image processing
        clrcoeff float? Color coefficient from linear fit from photometric calibration of science image
        clrcounc float? Color coefficient uncertainty from linear fit (corresponding to clrcoeff)
        zpclrcov float? Covariance in magzpsci and clrcoeff from science image processing [mag^2]
        zpmed float? Magnitude zero point from median of all differences between instrumental photometry and matched photometric calibrators from science image processing [mag]
        clrmed float? Median color of all PS1 photometric calibrators used from science image processing [mag]: for filter (fid) = 1, 2, 3, PS1 color used = g-r, g-r, r-i respectively
        clrrms float? RMS color (deviation from average) of all PS1 photometric calibrators used from science image processing [mag]
        neargaia float? Distance to closest source from Gaia DR1 catalog irrespective of magnitude; if exists within 90 arcsec [arcsec]
        neargaiabright float? Distance to closest source from Gaia DR1 catalog brighter than magnitude 14; if exists within 90 arcsec [arcsec]
        maggaia float? Gaia (G-band) magnitude of closest source from Gaia DR1 catalog irrespective of magnitude; if exists within 90 arcsec [mag]
        maggaiabright float? Gaia (G-band) magnitude of closest source from Gaia DR1 catalog brighter than magnitude 14; if exists within 90 arcsec [mag]
        exptime float? Integration time of camera exposure [sec]
        drb float? RealBogus quality score from Deep-Learning-based classifier; range is 0 to 1 where closer to 1 is more reliable
        drbversion string version of Deep-Learning-based classifier model used to assign RealBogus (drb) quality score
        """;

    private const string PrvCandidate = """
        jd double Observation Julian date at start of exposure [days]
        fid int Filter ID (1=g; 2=R; 3=i)
        pid long Processing ID for image
        diffmaglim float? Expected 5-sigma mag limit in difference image based on global noise estimate [mag]
        pdiffimfilename string? filename of positive (sci minus ref) difference image
        programpi string? Principal investigator attached to program ID
        programid int Program ID: encodes either public, collab, or caltech mode
        candid long! Candidate ID from operations DB
        isdiffpos string! t or 1 => candidate is from positive (sci minus ref) subtraction; f or 0 => candidate is from negative (ref minus sci) subtraction
        tblid long? Internal pipeline table extraction ID
        nid int? Night ID
        rcid int? Readout channel ID [00 .. 63]
        field int? ZTF field ID
        xpos float? x-image position of candidate [pixels]
        ypos float? y-image position of candidate [pixels]
        ra double! Right Ascension of candidate; J2000 [deg]
        dec double! Declination of candidate; J2000 [deg]
        magpsf float! Magnitude from PSF-fit photometry [mag]
        sigmapsf float! 1-sigma uncertainty in magpsf [mag]
        chipsf float? Reduced chi-square for PSF-fit
        magap float? Aperture mag using 14 pixel diameter aperture [mag]
        sigmagap float? 1-sigma uncertainty in magap [mag]
        distnr float? distance to nearest source in reference image PSF-catalog [pixels]
        magnr float? magnitude of nearest source in reference image PSF-catalog [mag]
        sigmagnr float? 1-sigma uncertainty in magnr [mag]
        chinr float? DAOPhot chi parameter of nearest source in reference image PSF-catalog
        sharpnr float? DAOPhot sharp parameter of nearest source in reference image PSF-catalog
        sky float? Local sky background estimate [DN]
        magdiff float? Difference: magap - magpsf [mag]
        fwhm float? Full Width Half Max assuming a Gaussian core, from SExtractor [pixels]
        classtar float? Star/Galaxy classification score from SExtractor
        mindtoedge float? Distance to nearest edge in image [pixels]
        magfromlim float? Difference: diffmaglim - magap [mag]
        seeratio float? Ratio: difffwhm / fwhm
        aimage float? Windowed profile RMS afloat major axis from SExtractor [pixels]
        bimage float? Windowed profile RMS afloat minor axis from SExtractor [pixels]
        aimagerat float? Ratio: aimage / fwhm
        bimagerat float? Ratio: bimage / fwhm
        elong float? Ratio: aimage / bimage
        nneg int? number of negative pixels in a 5 x 5 pixel stamp
        nbad int? number of prior-tagged bad pixels in a 5 x 5 pixel stamp
        rb float? RealBogus quality score; range is 0 to 1 where closer to 1 is more reliable
        ssdistnr float? distance to nearest known solar system object if exists within 30 arcsec [arcsec]
        ssmagnr float? magnitude of nearest known solar system object if exists within 30 arcsec (usually V-band from MPC archive) [mag]
        ssnamenr string? name of nearest known solar system object if exists within 30 arcsec (from MPC archive)
        sumrat float? Ratio: sum(pixels) / sum(|pixels|) in a 5 x 5 pixel stamp where stamp is first median-filtered to mitigate outliers
        magapbig float? Aperture mag using 18 pixel diameter aperture [mag]
        sigmagapbig float? 1-sigma uncertainty in magapbig [mag]
        ranr double! Right Ascension of nearest source in reference image PSF-catalog; J2000 [deg]
        decnr double! Declination of nearest source in reference image PSF-catalog; J2000 [deg]
        scorr double? Peak-pixel signal-to-noise ratio in point source matched-filtered detection image
        magzpsci float? Magnitude zero point for photometry estimates [mag]
        magzpsciunc float? Magnitude zero point uncertainty (in magzpsci) [mag]
        magzpscirms float? RMS (deviation from average) in all differences between instrumental photometry and matched photometric calibrators from science image processing [mag]
        clrcoeff float? Color coefficient from linear fit from photometric calibration of science image
        clrcounc float? Color coefficient uncertainty from linear fit (corresponding to clrcoeff)
        rbversion string version of RealBogus model/classifier used to assign rb quality score
        """;

    private const string FpHist = """
        field int? ZTF field ID
        rcid int? Readout channel ID [00 .. 63]
        fid int Filter ID (1=g; 2=R; 3=i)
        pid long Processing ID for image
        rfid long Processing ID for reference image to facilitate archive retrieval
        sciinpseeing float? Effective FWHM of sci image [pixels]
        scibckgnd float? Background level in sci image [DN]
        scisigpix float? Robust sigma per pixel in sci image [DN]
        magzpsci float? Magnitude zero point for photometry estimates [mag]
        magzpsciunc float? Magnitude zero point uncertainty (in magzpsci) [mag]
        magzpscirms float? RMS (deviation from average) in all differences between instrumental photometry and matched photometric calibrators from science image processing [mag]
        clrcoeff float? Color coefficient from linear fit from photometric calibration of science image
        clrcounc float? Color coefficient uncertainty from linear fit (corresponding to clrcoeff)
        exptime float? Integration time of camera exposure [sec]
        adpctdif1 float? Full sci image astrometric RMS along R.A. with respect to Gaia1 [arcsec]
        adpctdif2 float? Full sci image astrometric RMS along Dec. with respect to Gaia1 [arcsec]
        diffmaglim float? Expected 5-sigma mag limit in difference image based on global noise estimate [mag]
        programid int Program ID: encodes either public, collab, or caltech mode
        jd double Observation Julian date at start of exposure [days]
        forcediffimflux float? Forced difference image PSF-fit flux [DN]
        forcediffimfluxunc float? 1-sigma uncertainty in forcediffimflux [DN]
        procstatus string? Forced photometry processing status codes (0 => no warnings); see documentation
        distnr float? distance to nearest source in reference image PSF-catalog [arcsec]
        ranr double Right Ascension of nearest source in reference image PSF-catalog; J2000 [deg]
        decnr double Declination of nearest source in reference image PSF-catalog; J2000 [deg]
        magnr float? magnitude of nearest source in reference image PSF-catalog [mag]
        sigmagnr float? 1-sigma uncertainty in magnr [mag]
        chinr float? DAOPhot chi parameter of nearest source in reference image PSF-catalog
        sharpnr float? DAOPhot sharp parameter of nearest source in reference image PSF-catalog
        """;

    /// <summary>The whole schema as JSON, with descriptions and defaults.</summary>
    internal static string Json { get; } = $$"""
        {"namespace":"ztf","type":"record","name":"alert","doc":"avro alert schema for ZTF (www.ztf.caltech.edu)","version":"{{Version}}","fields":[
        {"name":"schemavsn","type":"string","doc":"schema version used"},
        {"name":"publisher","type":"string","doc":"origin of alert packet"},
        {"name":"objectId","type":"string","doc":"object identifier or name"},
        {"name":"candid","type":"long"},
        {"name":"candidate","type":{{Record("candidate", Candidate)}}},
        {"name":"prv_candidates","type":["null",{"type":"array","items":{{Record("prv_candidate", PrvCandidate)}}}],"default":null},
        {"name":"fp_hists","type":["null",{"type":"array","items":{{Record("fp_hist", FpHist)}}}],"default":null},
        {"name":"cutoutScience","type":["null",{{Record("cutout", "fileName string\nstampData bytes fits.gz")}}],"default":null},
        {"name":"cutoutTemplate","type":["null","ztf.alert.cutout"],"default":null},
        {"name":"cutoutDifference","type":["null","ztf.alert.cutout"],"default":null}
        ]}
        """.ReplaceLineEndings("");

    private static string Record(string name, string table) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["namespace"] = "ztf.alert",
        ["name"] = name,
        ["doc"] = "avro alert schema",
        ["version"] = Version,
        ["type"] = "record",
        ["fields"] = table.Split('\n').Select(line => Field(line.Split(' ', 3))),
    });

    private static Dictionary<string, object?> Field(string[] words)
    {
        var type = words[1].TrimEnd('?', '!');
        var field = new Dictionary<string, object?> { ["name"] = words[0], ["type"] = type == words[1] ? type : new[] { "null", type } };
        if (words[1].EndsWith('?'))
            field["default"] = null;
        if (words.Length > 2)
            field["doc"] = words[2];
        return field;
    }
}
