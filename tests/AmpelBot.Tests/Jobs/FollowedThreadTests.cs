using AmpelBot.Chat;
using AmpelBot.Jobs;

namespace AmpelBot.Tests.Jobs;

public class FollowedThreadTests
{
    private readonly Dictionary<ThreadPlace, Place> places = [];
    private readonly List<ThreadPlace> failures = [];
    private readonly FollowedThread thread;

    public FollowedThreadTests() => thread = new FollowedThread(
        place => places.TryGetValue(place, out var there) ? there : places[place] = new Place(),
        follower => new TextPost(ThreadStep.Greeting, "note for " + follower.User),
        (place, _) => failures.Add(place));

    [Fact]
    public async Task All_places_get_the_posts_in_order_and_followers_a_note_for_the_greeting()
    {
        Add(1);
        await PostAsync(ThreadStep.Greeting, "hi");
        await PostAsync(ThreadStep.Method, "a");
        Add(2);
        Assert.True(thread.IsBehind);
        await thread.CatchUpAsync(default);
        Assert.False(thread.IsBehind);
        await PostAsync(ThreadStep.Outcome, "b");
        Assert.Equal(["hi", "a", "b"], At(1));
        Assert.Equal(["note for U2", "a", "b"], At(2));
    }

    [Fact]
    public async Task A_place_that_failed_gets_what_it_missed_with_a_later_post()
    {
        Add(1);
        Add(2);
        places[Name(2)].Fails = 2;
        await PostAsync(ThreadStep.Method, "a");
        await PostAsync(ThreadStep.Outcome, "b");
        await PostAsync(ThreadStep.Closing, "c");
        Assert.Equal(["a", "b", "c"], At(1));
        Assert.Equal(["note for U2", "a", "b", "c"], At(2));
        Assert.Equal([Name(2), Name(2)], failures);
    }

    [Fact]
    public async Task A_place_that_fails_three_times_in_a_row_is_left_alone()
    {
        Add(1);
        Add(2);
        places[Name(2)].Fails = 3;
        foreach (var text in new[] { "a", "b", "c", "d" })
            await PostAsync(ThreadStep.Method, text);
        Assert.False(thread.IsBehind);
        Assert.Equal(["a", "b", "c", "d"], At(1));
        Assert.Empty(At(2));
        Assert.Equal(3, failures.Count);
    }

    [Fact]
    public async Task A_post_that_fails_everywhere_is_thrown_and_given_up()
    {
        Add(1);
        places[Name(1)].Fails = 1;
        var e = await Assert.ThrowsAsync<PostFailedException>(() => PostAsync(ThreadStep.Method, "a"));
        Assert.IsType<IOException>(e.InnerException);
        await PostAsync(ThreadStep.Apology, "sorry");
        Assert.Equal(["sorry"], At(1));
    }

    [Fact]
    public async Task A_place_that_left_gets_nothing_more()
    {
        Add(1);
        Add(2);
        await PostAsync(ThreadStep.Method, "a");
        thread.Remove(Name(1));
        await PostAsync(ThreadStep.Outcome, "b");
        Assert.Equal(["a"], At(1));
        Assert.Equal(["note for U2", "a", "b"], At(2));
    }

    [Fact]
    public void Progress_goes_to_all_places_and_to_one_that_joins()
    {
        Add(1);
        thread.ShowProgress("half");
        Add(2);
        Assert.Equal(("half", "half", "half"), (thread.Progress, places[Name(1)].Line, places[Name(2)].Line));
    }

    [Fact]
    public async Task A_cancelled_post_is_thrown_and_counts_as_no_failure()
    {
        Add(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thread.PostAsync(new TextPost(ThreadStep.Method, "a"), new CancellationToken(canceled: true)));
        Assert.Empty(failures);
    }

    private static ThreadPlace Name(int number) => new("c", "t", $"C{number}", "1");

    private void Add(int number) => thread.Add(new JobFollower(Name(number), $"U{number}"), isOwner: number == 1);

    private Task PostAsync(ThreadStep step, string text) => thread.PostAsync(new TextPost(step, text), CancellationToken.None);

    private List<string> At(int number) => places[Name(number)].Texts;

    private sealed class Place : IChatThread
    {
        public List<string> Texts { get; } = [];

        public int Fails { get; set; }

        public string? Line { get; private set; }

        public Task PostAsync(ThreadPost post, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Fails-- > 0)
                throw new IOException("removed");
            Texts.Add(((TextPost)post).Text);
            return Task.CompletedTask;
        }

        public void ShowProgress(string line) => Line = line;
    }
}
