using AmpelBot.Chat;
using AmpelBot.Chat.Terminal;
using AmpelBot.Cli;
using AmpelBot.Testing;

namespace AmpelBot.Tests.Chat.Terminal;

public class TerminalThreadTests : ChatThreadContract
{
    protected override (IChatThread Thread, Func<string> Seen) Open()
    {
        var output = new StringWriter();
        return (new TerminalThread(output, new ProgressLine(TextWriter.Null, inPlace: true)), () => output.ToString());
    }
}
