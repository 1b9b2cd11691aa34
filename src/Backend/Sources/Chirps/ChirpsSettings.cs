using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Sources.Chirps;

/// <summary>What is wanted of CHIRPS, from the sources file. Valid by construction.</summary>
/// <param name="Address">Of the folder of version 3, without a slash at its end.</param>
/// <param name="Product">How days are made of pentads: <c>rnl</c> (with ERA5, from 1981) or <c>sat</c> (with IMERG, from 1998).</param>
/// <param name="Preliminary">Whether preliminary values are taken until the final ones are there.</param>
/// <param name="Schedule">Quartz cron expression, UTC.</param>
internal sealed record ChirpsSettings(Uri Address, string Product, bool Preliminary, string Schedule)
{
    public const string Source = "chirps";
    public const string WhenOff =
        "Write a section chirps in the sources file. It brings rainfall, as ERA5 does: leave that out of one of them (docs/sources.md).";

    public const string Example = """
        # chirps:
        #   product: rnl                      # days from ERA5, since 1981; or sat: from satellites, since 1998
        #   preliminary: true                 # take preliminary values until the final ones are published
        #   schedule: "0 10 5 * * ?"          # in UTC
        #   # Only with `variables: [temperature]` under era5, which brings rainfall too.

        """;

    private const string Usual = "https://data.chc.ucsb.edu/products/CHIRPS/v3.0";
    private const string Rnl = "rnl";
    private const string Sat = "sat";
    private const string Daily = "0 10 5 * * ?";

    /// <summary>The first day that there is.</summary>
    public DateOnly First => Product == Rnl ? new DateOnly(1981, 1, 1) : new DateOnly(1998, 1, 1);

    /// <summary>Null without its section: ERA5 brings rain already.</summary>
    /// <exception cref="UserFacingException">Something is wrong: where, and the remedy.</exception>
    public static ChirpsSettings? Read(SettingsSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var address = section.Address("url") ?? new Uri(Usual);
        if (address.AbsolutePath.Contains("CHIRPS-2.0", StringComparison.OrdinalIgnoreCase))
        {
            throw section.Bad(
                "url",
                "this reads version 3 of CHIRPS, whose files have other names than those of version 2.",
                $"Set it to {Usual}, or delete the line."
            );
        }

        return new ChirpsSettings(
            address,
            section.Choice("product", Rnl, Rnl, Sat),
            section.Switch("preliminary", otherwise: true),
            section.Schedule("schedule", Daily)
        );
    }
}
