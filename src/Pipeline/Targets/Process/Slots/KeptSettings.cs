using System.Text.Json;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Targets.Process.Slots;

/// <summary>
/// Settings of the service that are no part of a release, because they are secret or because they belong to this machine. They are kept
/// in a file that only its user may read, so that a service that is started again from another shell has them still. A setting that is
/// given replaces the kept one; one that is given empty removes it.
/// </summary>
internal sealed class KeptSettings(StateDirectory state)
{
    /// <summary>
    /// Each of these, secrets and the text that configures the sources, may also be given as the path of a file, in a variable that ends in
    /// _FILE.
    /// </summary>
    private static readonly string[] FromFiles =
    [
        "ENCRYPTION_KEY",
        "API_SECRET_KEY",
        "REDIS_URL",
        "CHAP_SERVICE_KEY",
        "ERA5_API_KEY",
        "MODIS_API_KEY",
        "MAP_API_KEY",
        "DHIS2_TOKEN",
        "DHIS2_PASSWORD",
        "SOURCES",
    ];

    private static readonly string[] OfMachine =
    [
        "BACKUP_DIR",
        "BACKUP_RETENTION_DAYS",
        "PUBLIC_URL",
        "DRAIN_SECONDS",
        "CHAP_URL",
        "CHAP_SERVICE_URL",
        "ERA5_API_URL",
        "MODIS_API_URL",
        "MAP_API_URL",
        "DHIS2_URL",
        "DHIS2_USERNAME",
        "SOURCES_DIR",
    ];

    private string File => Path.Combine(state.Root, "secrets", "settings.json");

    /// <summary>What a process of the service gets.</summary>
    public IReadOnlyDictionary<string, string> Read()
    {
        if (!System.IO.File.Exists(File))
        {
            return new Dictionary<string, string>();
        }
        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), TextJson.Default.DictionaryStringString) ?? [];
        }
        catch (JsonException damaged)
        {
            throw new UserFacingException(
                $"{File} is damaged: {damaged.Message}",
                $"Remove it and run ./pipeline up with these settings in the environment, where they are used: "
                    + string.Join(", ", FromFiles.Concat(OfMachine)),
                damaged
            );
        }
    }

    /// <summary>Keeps what the environment of this command gives.</summary>
    public void Remember(Func<string, string?> environment)
    {
        var before = Read();
        var now = new Dictionary<string, string>(before, StringComparer.Ordinal);
        foreach (var name in OfMachine.Where(name => environment(name) is not null))
        {
            Put(now, name, environment(name));
        }
        foreach (var name in FromFiles)
        {
            string[] forms = [name, name + "_FILE"];
            if (forms.Any(form => environment(form) is not null))
            {
                // Both forms at once would contradict each other.
                Put(now, forms[0], environment(forms[0]));
                Put(now, forms[1], environment(forms[1]) is { Length: > 0 } path ? Path.GetFullPath(path) : null);
            }
        }
        if (now.Count == before.Count && now.All(pair => before.GetValueOrDefault(pair.Key) == pair.Value))
        {
            return;
        }
        PrivateDirectory.Create(Path.GetDirectoryName(File)!);
        AtomicFile.Write(File, JsonSerializer.SerializeToUtf8Bytes(now, TextJson.Default.DictionaryStringString));
    }

    private static void Put(Dictionary<string, string> settings, string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            settings.Remove(name);
        }
        else
        {
            settings[name] = value;
        }
    }
}
