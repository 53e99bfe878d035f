using System.CommandLine;
using AmpelBot.Chat.Slack;
using AmpelBot.FollowUp.Notices.Fetching;
using AmpelBot.FollowUp.Scan;
using AmpelBot.Hosting;
using AmpelBot.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AmpelBot.Cli;

/// <summary>ampelbot serve: the hosted bot.</summary>
internal static partial class ServeVerb
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(5);

    public static Command Make()
    {
        var folders = new FolderOptions();
        var settings = new Option<string>("--settings") { Description = "The file of settings; docs/ampelbot.yaml shows every key.", HelpName = "FILE", DefaultValueFactory = _ => "ampelbot.yaml" };
        var command = new Command("serve", "Run the bot in Slack until it is told to stop. How to install it: docs/slack.md.")
            .WithExamples("AMPELBOT_SLACK_BOT_TOKEN_FILE=bot-token AMPELBOT_SLACK_APP_TOKEN_FILE=app-token ampelbot serve --settings ampelbot.yaml");
        command.Add(settings);
        folders.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(settings)!, folders.Of(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string path, BotFolders folders, CancellationToken cancellation)
    {
        var settings = await HostSettings.ReadAsync(path, cancellation);
        if (settings.Slack is null)
            throw new RequestException($"{path} names no chat, so there is nobody to serve: add the block slack, as in docs/ampelbot.yaml.");
        var tokens = SlackTokens.Read(Environment.GetEnvironmentVariable);
        if (!tokens.Success)
            throw new RequestException(tokens.Error);
        if (tokens.Value is { AppToken: null, SigningSecret: null })
            throw new RequestException($"There is no way in: set {SlackTokens.AppTokenVariable} for Socket Mode or {SlackTokens.SigningSecretVariable} for HTTP. How to get them: docs/slack.md.");
        var listen = ListenSecrets.Read(Environment.GetEnvironmentVariable);
        if (!listen.Success)
            throw new RequestException(listen.Error);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddJsonConsole(o => o.UseUtcTimestamp = true).AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.UseUrls(settings.Listen);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopLimit);
        await using var app = builder.Build();
        using var metrics = new MetricsPage();
        await using var bot = await HostedBot.OpenAsync(PlanOf(settings, tokens.Value, listen.Value, folders), app.Services.GetRequiredService<ILoggerFactory>(), cancellation);

        bot.Map(app);
        app.MapGet("/health/live", () => "alive\n");
        app.MapGet("/health/ready", async (HttpContext context) =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            limit.CancelAfter(ReadyLimit);
            var trouble = await bot.TroubleAsync(limit.Token);
            return Results.Text(trouble.Count == 0 ? "ready\n" : string.Join('\n', trouble) + "\n", statusCode: trouble.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
        app.MapGet("/metrics", () => Results.Text(metrics.Write(), "text/plain; version=0.0.4"));

        await bot.StartAsync(cancellation);
        await app.StartAsync(cancellation);
        LogListens(app.Logger, string.Join(", ", app.Urls));
        await app.WaitForShutdownAsync(cancellation);
        using var stop = new CancellationTokenSource(StopLimit);
        await bot.StopAsync(stop.Token);
        return ExitCode.Done;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Health, readiness and metrics are at {Addresses}")]
    private static partial void LogListens(ILogger logger, string addresses);

    private static HostPlan PlanOf(HostSettings settings, SlackTokens tokens, ListenSecrets listen, BotFolders folders)
    {
        var api = settings.Slack!.Api;
        return new HostPlan
        {
            Settings = settings,
            Tokens = tokens,
            ListenSecrets = listen,
            Folders = folders,
            // A Slack on this machine, as in tests, speaks without TLS and keeps its files itself.
            Api = api.IsLoopback
                ? new SlackWebApiSettings { Address = api, Files = new FileUrlPolicy { TestHost = api.Authority, Addresses = new FetchPolicy(AllowHttp: true, AllowPrivate: true) } }
                : new SlackWebApiSettings { Address = api },
            Sockets = new SocketModeSettings { AllowPlain = api.IsLoopback },
        };
    }
}
