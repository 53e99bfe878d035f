using System.Globalization;
using System.Xml;
using AmpelBot.FollowUp.Scan;

namespace AmpelBot.FollowUp.T3.Tables;

/// <summary>The candidates as a VOTable 1.4 (IVOA Recommendation of 2019), TABLEDATA.</summary>
/// <remarks>What is missing is an empty cell (section 5.5: null). Characters that XML cannot hold become blanks.</remarks>
public static class VoTable
{
    private const string Namespace = "http://www.ivoa.net/xml/VOTable/v1.3";

    /// <summary>Writes the document, UTF-8.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="stream">Takes the document; stays open.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static void Write(ScanReport report, Stream stream, CancellationToken cancellation)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings
        {
            Indent = true,
            IndentChars = " ",
            NewLineChars = "\n",
            Encoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        });
        xml.WriteStartDocument();
        xml.WriteStartElement("VOTABLE", Namespace);
        xml.WriteAttributeString("version", "1.4");
        xml.WriteStartElement("RESOURCE", Namespace);
        Element(xml, "COOSYS", ("ID", "icrs"), ("system", "ICRS"));
        Element(xml, "TIMESYS", ("ID", "JD"), ("timescale", "UTC"), ("refposition", "TOPOCENTER"), ("timeorigin", "JD-origin"));
        Element(xml, "TIMESYS", ("ID", "ISO"), ("timescale", "UTC"), ("refposition", "TOPOCENTER"));
        xml.WriteStartElement("TABLE", Namespace);
        xml.WriteAttributeString("name", "candidates");
        xml.WriteAttributeString("nrows", report.Candidates.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var fact in TableFact.Of(report))
            Fact(xml, fact);
        foreach (var column in CandidateColumns.All)
            Field(xml, column);
        xml.WriteStartElement("DATA", Namespace);
        xml.WriteStartElement("TABLEDATA", Namespace);
        for (var i = 0; i < report.Candidates.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            xml.WriteStartElement("TR", Namespace);
            foreach (var column in CandidateColumns.All)
                xml.WriteElementString("TD", Namespace, PlainCharacters.OneLine(column.Text(report, i + 1, report.Candidates[i])));
            xml.WriteEndElement();
        }
        xml.WriteEndDocument();
    }

    private static void Field(XmlWriter xml, CandidateColumn column)
    {
        xml.WriteStartElement("FIELD", Namespace);
        xml.WriteAttributeString("ID", column.Name);
        xml.WriteAttributeString("name", column.Name);
        var type = column.Kind switch { ColumnKind.Whole => "long", ColumnKind.Real => "double", ColumnKind.Time => "char", _ => "unicodeChar" };
        xml.WriteAttributeString("datatype", type);
        if (column.Kind is ColumnKind.Text or ColumnKind.Time)
            xml.WriteAttributeString("arraysize", "*");
        if (column.Kind == ColumnKind.Time)
            xml.WriteAttributeString("xtype", "timestamp");
        if (column.Unit is { } unit)
            xml.WriteAttributeString("unit", unit);
        xml.WriteAttributeString("ucd", column.Ucd);
        if ((column.Ucd.StartsWith("pos.eq", StringComparison.Ordinal) ? "icrs" : column.TimeForm) is { } system)
            xml.WriteAttributeString("ref", system);
        xml.WriteElementString("DESCRIPTION", Namespace, column.Description);
        xml.WriteEndElement();
    }

    private static void Fact(XmlWriter xml, TableFact fact)
    {
        xml.WriteStartElement("PARAM", Namespace);
        xml.WriteAttributeString("name", fact.Name);
        xml.WriteAttributeString("datatype", fact.Value switch { double => "double", long => "long", _ => "unicodeChar" });
        if (fact.Value is string)
            xml.WriteAttributeString("arraysize", "*");
        xml.WriteAttributeString("value", fact.Value switch
        {
            double real => ReportText.RoundTrip(real),
            long whole => whole.ToString(CultureInfo.InvariantCulture),
            var text => PlainCharacters.OneLine((string)text),
        });
        xml.WriteElementString("DESCRIPTION", Namespace, fact.Description);
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name, Namespace);
        foreach (var (key, value) in attributes)
            xml.WriteAttributeString(key, value);
        xml.WriteEndElement();
    }
}
