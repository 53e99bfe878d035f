using AmpelBot.Cli;

return await CommandLine.RunAsync(args, CancellationToken.None);
