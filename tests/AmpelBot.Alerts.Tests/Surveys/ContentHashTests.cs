using AmpelBot.Alerts.Avro;
using AmpelBot.Alerts.Surveys;

namespace AmpelBot.Alerts.Tests.Surveys;

public class ContentHashTests
{
    private static readonly AvroRecordSchema Schema = (AvroRecordSchema)AvroSchema.Parse("""
        {"type":"record","name":"point","fields":[{"name":"a","type":"double"},{"name":"b","type":["null","float"]},{"name":"c","type":["long","int"]},
          {"name":"d","type":["null","string"]},{"name":"e","type":"string"}]}
        """);

    // Python 3.11 hashlib: the first 8 bytes of sha256('\n'.join(parts)), big-endian, without the sign; line breaks within a part are written as \\n.
    [Theory]
    [InlineData(2458450.7, 20.1f, 697251920015, null, "t", 0, 5799752256422863022)]
    [InlineData(double.NaN, -0f, -1, "µ\nx", "x", 600, 7491582102894720558)]
    public void Ids_are_those_of_the_archives_there_are(double a, float b, long c, string? d, string e, int repeated, long id)
    {
        var text = repeated > 0 ? string.Concat(Enumerable.Repeat(e, repeated)) : e;
        var record = new AvroRecord(Schema, [a, b, c, d, text]);
        foreach (var same in new[] { record, new AvroRecord(Schema, record.Bytes) })
        {
            Assert.Equal(id, ContentHash.Of("upper limit", new CandidateBlock(same), ["a", "b", "c", "d", "e"]));
            Assert.NotEqual(id, ContentHash.Of("detection", new CandidateBlock(same), ["a", "b", "c", "d", "e"]));
        }
    }

    [Fact]
    public void A_32_bit_integer_reads_as_one_of_64() => Assert.Equal(
        ContentHash.Of("p", new CandidateBlock(new AvroRecord(Schema, [1.0, null, 7L, null, ""])), ["c", "absent"]),
        ContentHash.Of("p", new CandidateBlock(new AvroRecord(Schema, [1.0, null, 7, null, ""])), ["c", "absent"]));
}
