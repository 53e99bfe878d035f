using AmpelBot.Chat;
using Xunit;

namespace AmpelBot.Testing;

/// <summary>What every chat's thread must do. A chat's tests derive from it.</summary>
public abstract class ChatThreadContract
{
    /// <summary>A new thread, and a way to read what people see in it.</summary>
    protected abstract (IChatThread Thread, Func<string> Seen) Open();

    [Fact]
    public async Task Messages_are_seen_in_the_order_of_posting()
    {
        var (thread, seen) = Open();
        await thread.PostAsync(new TextPost(ThreadStep.Greeting, "first message"), CancellationToken.None);
        await thread.PostAsync(new TextPost(ThreadStep.Understanding, "second message"), CancellationToken.None);
        var text = seen();
        Assert.True(text.IndexOf("first message", StringComparison.Ordinal) is >= 0 and var first
            && first < text.IndexOf("second message", StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task A_message_keeps_its_lines_and_its_columns()
    {
        var (thread, seen) = Open();
        await thread.PostAsync(new TextPost(ThreadStep.Candidates, "name        mag\nZTF26aaaa   19.25"), CancellationToken.None);
        Assert.Contains("name        mag\nZTF26aaaa   19.25", seen(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_seen_with_its_title_and_name()
    {
        var (thread, seen) = Open();
        var file = Path.Combine(Directory.CreateTempSubdirectory("ampelbot").FullName, "skymap.png");
        await File.WriteAllBytesAsync(file, [1, 2, 3]);
        await thread.PostAsync(new FilePost(ThreadStep.Picture, file, "Sky map"), CancellationToken.None);
        Assert.Contains("Sky map", seen(), StringComparison.Ordinal);
        Assert.Contains("skymap.png", seen(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_is_no_part_of_the_answer()
    {
        var (thread, seen) = Open();
        thread.ShowProgress("half way through");
        await thread.PostAsync(new TextPost(ThreadStep.Answer, "done"), CancellationToken.None);
        Assert.DoesNotContain("half way through", seen(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_post_is_not_seen()
    {
        var (thread, seen) = Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thread.PostAsync(new TextPost(ThreadStep.Answer, "too late"), new CancellationToken(canceled: true)));
        Assert.DoesNotContain("too late", seen(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_of_strangers_do_not_reach_the_reader()
    {
        var (thread, seen) = Open();
        await thread.PostAsync(new TextPost(ThreadStep.Answer, "name \e[2J\a here"), CancellationToken.None);
        Assert.DoesNotContain("\e", seen(), StringComparison.Ordinal);
        Assert.DoesNotContain("\a", seen(), StringComparison.Ordinal);
    }
}
