namespace MalariaPredictor.Backend.Sources.Dhis2;

/// <summary>How to connect a DHIS2, for people.</summary>
internal static class Dhis2Help
{
    public const string WhenOff =
        "Add a section dhis2 to the sources file (malaria-predictor sources example) and set DHIS2_TOKEN: docs/sources-dhis2.md.";

    public const string Example = """
        # Keys: DHIS2_TOKEN, or DHIS2_USERNAME and DHIS2_PASSWORD; each may name a file instead (DHIS2_TOKEN_FILE).
        dhis2:
          url: https://dhis2.example.org
          # The level of the organisation units to forecast, 1 at the top; and, if not all of them, the unit above.
          level: 2
          # root: ImspTQPwCqd
          # Each a UID of a data element, UID.UID of one and a category option combination, an indicator, or a list that is summed.
          cases:
            total: vq2qO3eTrNi
            # falciparum: UID
            # vivax: UID
            # A sum with a missing part is missing; zero counts the part as 0.
            # missing_parts: zero
          # tests: UID
          population: WUg3MYWQ7pt
          # reporting_rate: UID of a data set
          # monthly, weekly or weekly-sunday
          periods: monthly
          # Raw values of data sets in place of analytics tables:
          # via: dataValueSets
          # data_sets: [UID]
          # Months that are read again whenever DHIS2 has new tables, and days until older years are.
          window: 24
          reread_days: 30
          schedule: "0 40 4 * * ?"
          # What a unit is, where its name does not say: UID: name of a place in the database, or new; once it is gone: keep or withdraw.
          # places:
          #   O6uvpzGd5pu: Bo
          # Forecasts as data values: see docs/sources-dhis2.md.
          # publish:
          #   automatic: true

        """;
}
