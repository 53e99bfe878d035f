using AmpelBot.Alerts.Avro;

namespace AmpelBot.Alerts.Surveys.Simulated;

/// <summary>The packet schema that the simulation writes: ZTF's field names and types, version 4.02.</summary>
internal static class SimulatedSchema
{
    internal const string Version = "4.02";

    // Name:type of each field in the survey's order; a question mark for one that may be null.
    private const string PointFields = """
        jd:double fid:int pid:long diffmaglim:float? pdiffimfilename:string? programpi:string? programid:int candid:long?
        isdiffpos:string? tblid:long? nid:int? rcid:int? field:int? xpos:float? ypos:float? ra:double? dec:double? magpsf:float?
        sigmapsf:float? chipsf:float? magap:float? sigmagap:float? distnr:float? magnr:float? sigmagnr:float? chinr:float?
        sharpnr:float? sky:float? magdiff:float? fwhm:float? classtar:float? mindtoedge:float? magfromlim:float? seeratio:float?
        aimage:float? bimage:float? aimagerat:float? bimagerat:float? elong:float? nneg:int? nbad:int? rb:float? ssdistnr:float?
        ssmagnr:float? ssnamenr:string? sumrat:float? magapbig:float? sigmagapbig:float? ranr:double? decnr:double? scorr:double?
        magzpsci:float? magzpsciunc:float? magzpscirms:float? clrcoeff:float? clrcounc:float? rbversion:string
        """;

    private const string CandidateFields = """
        jd:double fid:int pid:long diffmaglim:float? pdiffimfilename:string? programpi:string? programid:int candid:long
        isdiffpos:string tblid:long? nid:int? rcid:int? field:int? xpos:float? ypos:float? ra:double dec:double magpsf:float
        sigmapsf:float chipsf:float? magap:float? sigmagap:float? distnr:float? magnr:float? sigmagnr:float? chinr:float?
        sharpnr:float? sky:float? magdiff:float? fwhm:float? classtar:float? mindtoedge:float? magfromlim:float? seeratio:float?
        aimage:float? bimage:float? aimagerat:float? bimagerat:float? elong:float? nneg:int? nbad:int? rb:float? ssdistnr:float?
        ssmagnr:float? ssnamenr:string? sumrat:float? magapbig:float? sigmagapbig:float? ranr:double decnr:double sgmag1:float?
        srmag1:float? simag1:float? szmag1:float? sgscore1:float? distpsnr1:float? ndethist:int ncovhist:int jdstarthist:double?
        jdendhist:double? scorr:double? tooflag:int? objectidps1:long? objectidps2:long? sgmag2:float? srmag2:float? simag2:float?
        szmag2:float? sgscore2:float? distpsnr2:float? objectidps3:long? sgmag3:float? srmag3:float? simag3:float? szmag3:float?
        sgscore3:float? distpsnr3:float? nmtchps:int rfid:long jdstartref:double jdendref:double nframesref:int rbversion:string
        dsnrms:float? ssnrms:float? dsdiff:float? magzpsci:float? magzpsciunc:float? magzpscirms:float? nmatches:int clrcoeff:float?
        clrcounc:float? zpclrcov:float? zpmed:float? clrmed:float? clrrms:float? neargaia:float? neargaiabright:float? maggaia:float?
        maggaiabright:float? exptime:float? drb:float? drbversion:string
        """;

    internal static AvroRecordSchema Alert { get; } = (AvroRecordSchema)AvroSchema.Parse($$"""
        {"type":"record","name":"alert","namespace":"ztf","fields":[
          {"name":"schemavsn","type":"string"},{"name":"publisher","type":"string"},{"name":"objectId","type":"string"},{"name":"candid","type":"long"},
          {"name":"candidate","type":{"type":"record","name":"candidate","namespace":"ztf.alert","fields":[{{Fields(CandidateFields)}}]} },
          {"name":"prv_candidates","type":["null",{"type":"array","items":{"type":"record","name":"prv_candidate","namespace":"ztf.alert","fields":[{{Fields(PointFields)}}]} }]},
          {"name":"cutoutScience","type":["null",{"type":"record","name":"cutout","namespace":"ztf.alert","fields":[{"name":"fileName","type":"string"},{"name":"stampData","type":"bytes"}]}]},
          {"name":"cutoutTemplate","type":["null","ztf.alert.cutout"]},{"name":"cutoutDifference","type":["null","ztf.alert.cutout"]}]}
        """);

    internal static AvroRecordSchema Candidate { get; } = (AvroRecordSchema)Alert.Fields[Alert.IndexOf("candidate")].Schema;

    internal static AvroRecordSchema Point { get; } = (AvroRecordSchema)((AvroArraySchema)Present("prv_candidates")).Items;

    internal static AvroRecordSchema Cutout { get; } = (AvroRecordSchema)Present("cutoutScience");

    /// <summary>A record of named values, each in the type that the schema asks for; a name that the schema has not is left out.</summary>
    internal static AvroRecord Record(AvroRecordSchema schema, IReadOnlyDictionary<string, object?> values) =>
        new(schema, [.. schema.Fields.Select(f => As(f.Schema, values.GetValueOrDefault(f.Name)))]);

    private static object? As(AvroSchema schema, object? value) => (schema, value) switch
    {
        (AvroUnionSchema union, not null) => As(union.Branches[1], value),
        ({ Type: AvroType.Float }, double number) => (float)number,
        ({ Type: AvroType.Long }, int number) => (long)number,
        _ => value,
    };

    private static AvroSchema Present(string field) => ((AvroUnionSchema)Alert.Fields[Alert.IndexOf(field)].Schema).Branches[1];

    private static string Fields(string list) => string.Join(',', list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split(':')).Select(
        f => f[1].EndsWith('?') ? $$"""{"name":"{{f[0]}}","type":["null","{{f[1].TrimEnd('?')}}"]}""" : $$"""{"name":"{{f[0]}}","type":"{{f[1]}}"}"""));
}
