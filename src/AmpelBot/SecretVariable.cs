namespace AmpelBot;

/// <summary>Secrets from variables of the environment, or from the files that the same names with _FILE name.</summary>
internal static class SecretVariable
{
    private const int MostCharacters = 1000;

    /// <summary>Reads a secret.</summary>
    /// <param name="variable">The value of a variable, null when it is not set: Environment.GetEnvironmentVariable.</param>
    /// <param name="name">The variable's name.</param>
    /// <param name="errors">Takes a sentence when something is wrong, which never shows the secret.</param>
    /// <returns>The secret; null when it is not set or something is wrong.</returns>
    internal static string? Read(Func<string, string?> variable, string name, List<string> errors)
    {
        var value = variable(name)?.Trim();
        var file = variable(name + "_FILE")?.Trim();
        if (!string.IsNullOrEmpty(value) && !string.IsNullOrEmpty(file))
        {
            errors.Add($"Both {name} and {name}_FILE are set. Set one of them.");
            return null;
        }
        if (!string.IsNullOrEmpty(file))
        {
            try
            {
                using var reader = new StreamReader(file);
                var text = new char[MostCharacters + 1];
                value = new string(text, 0, reader.ReadBlock(text)).Trim();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                errors.Add($"The file that {name}_FILE names cannot be read ({e.GetType().Name}).");
                return null;
            }
            if (value.Length == 0)
                errors.Add($"The file that {name}_FILE names is empty.");
        }
        if (string.IsNullOrEmpty(value))
            return null;
        if (value.Length > MostCharacters || value.Any(c => c is < '!' or > '~'))
        {
            errors.Add($"{name} holds something else than one word of at most {MostCharacters} characters.");
            return null;
        }
        return value;
    }
}
