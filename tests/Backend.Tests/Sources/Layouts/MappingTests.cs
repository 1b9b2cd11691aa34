using System.Globalization;
using CsCheck;
using MalariaPredictor.Backend.Sources;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Layouts;

namespace MalariaPredictor.Backend.Tests.Sources.Layouts;

public sealed class MappingTests
{
    [Theory]
    [InlineData("period,A,B\n2023-01,5,6\n2023-02,7,8\n", "columns_are: places\n", 2, 4)]
    [InlineData("Distrito;Enero;Febrero\nA;5;6\n", "year: 2023\n", 1, 2)]
    [InlineData("date,district,cases\n01/02/2023,A,5\n01/03/2023,A,6\n", "{\"date_order\": \"day-month-year\"}", 1, 2)]
    [InlineData("a,b,c\nA,2023-01,5\nA,2023-02,6\n", "place: a\nperiod: b\nvariables:\n  c: disease_cases\n", 1, 2)]
    [InlineData("month,district,confirmed,cases\n2023-01,A,5,6\n", "variables: {confirmed: disease_cases, cases: ignore}\n", 1, 1)]
    [InlineData("month,cases\n2023-01,5\n", "place_name: Kpele\n", 1, 1)]
    [InlineData("x,y\nmonth,district,cases\n2023-01,A,5\n", "skip_rows: 1\n", 1, 1)]
    [InlineData("month,district,species,cases\n2023-01,A,Pm,5\n2023-01,A,Pf,5\n2023-01,A,Pv,1\n", "variables: {Pm: ignore}\n", 1, 3)]
    public async Task A_mapping_answers_what_is_unclear(string csv, string mapping, int places, int values)
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await ImportAsync(scratch, csv, MappingFile.Read(mapping, "m.yaml"));
        (report.Locations, report.New).ShouldBe((places, values));
    }

    [Theory]
    [InlineData("place: A\nparnt: B\n", 2, "key parnt", "no such key", "Is 'parent' meant?")]
    [InlineData("skip_rows: many\n", 1, "key skip_rows", "a whole number", "Correct it")]
    [InlineData("sheet: a\ndate_order: ymd\n", 2, "key date_order", "no order of days", "day-month-year")]
    [InlineData("variables: cases\n", 1, "key variables", "pairs are needed", "disease_cases")]
    [InlineData("place: [a\n", 0, "", "this is not YAML", "Correct that line")]
    [InlineData("place: &x a\nparent: *x\n", 2, "", "no references", "Write the value itself")]
    public void A_bad_mapping_is_refused_with_line_and_key(string text, int line, string key, string what, string remedy)
    {
        var rejected = Should.Throw<RejectedFileException>(() => MappingFile.Read(text, "m.yaml"));
        rejected.ShouldBeOne(line == 0 ? rejected.Problems[0].Line : line, key, rejected.Problems[0].Value, what, remedy);
    }

    [Fact]
    public async Task A_mapping_that_names_no_column_of_the_file_is_refused_with_its_line_and_the_columns_there_are()
    {
        using var scratch = await Scratch.MigratedAsync();
        var mapping = MappingFile.Read("period: month\nplace: town\n", "m.yaml");
        var rejected = await Should.ThrowAsync<RejectedFileException>(() =>
            ImportAsync(scratch, "month,district,cases\n2023-01,A,5\n", mapping)
        );
        rejected.ShouldBeOne(2, "key place", "", "there is no column 'town'", "month, district, cases");
    }

    [Theory]
    [MemberData(nameof(LayoutTests.Same), MemberType = typeof(LayoutTests))]
    public async Task The_mapping_that_is_written_reads_the_file_in_the_same_way(string csv, string expected)
    {
        expected.ShouldNotBeEmpty();
        using var scratch = await Scratch.MigratedAsync();
        var preview = await new Importer(scratch.Database, scratch.Clock).PreviewAsync(
            scratch.Write("x.csv", csv),
            Mapping.Empty,
            TestContext.Current.CancellationToken
        );
        (await scratch.CountAsync("observation")).ShouldBe(0);
        var text = MappingFile.Write(preview.Understood!.Mapping);
        var first = await ImportAsync(scratch, csv, Mapping.Empty);
        var second = await ImportAsync(scratch, csv, MappingFile.Read(text, "m.yaml"));
        (second.New, second.Corrected, second.Unchanged).ShouldBe((0, 0, first.New), text);
    }

    /// <summary>A table of random counts: written long, with periods as columns, with places as columns and by parasite.</summary>
    [Fact]
    public void Reading_a_wide_file_gives_the_observations_of_its_long_form()
    {
        var panels =
            from places in Gen.Int[1, 5]
            from months in Gen.Int[2, 14]
            from values in Gen.OneOf(Gen.Int[0, 99_999].Select(value => (int?)value), Gen.Const((int?)null)).Array[places * months]
            select (Places: places, Months: months, Values: values);
        panels.Sample(
            panel =>
            {
                // The first place reports always: an empty column says nothing about its period.
                int? At(int place, int month) => place == 0 ? month + 1 : panel.Values[(place * panel.Months) + month];
                string Text(int place, int month) => At(place, month)?.ToString(CultureInfo.InvariantCulture) ?? "";
                string Name(int place) => $"HC {(char)('A' + place)}";
                string Period(int month) => $"{2022 + (month / 12)}-{(month % 12) + 1:00}";
                int[] places = [.. Enumerable.Range(0, panel.Places)];
                int[] months = [.. Enumerable.Range(0, panel.Months)];
                var rows = string.Concat(
                    places.SelectMany(place => months.Select(month => $"{Period(month)},{Name(place)},{Text(place, month)}\n"))
                );
                var wide =
                    "District,"
                    + string.Join(',', months.Select(Period))
                    + "\n"
                    + string.Concat(
                        places.Select(place => $"{Name(place)},{string.Join(',', months.Select(month => Text(place, month)))}\n")
                    );
                var byPlace =
                    "month,"
                    + string.Join(',', places.Select(Name))
                    + "\n"
                    + string.Concat(
                        months.Select(month => $"{Period(month)},{string.Join(',', places.Select(place => Text(place, month)))}\n")
                    );
                var expected = Observations(Scratch.Header + rows);
                Observations(wide).ShouldBe(expected);
                if (panel.Places > 1)
                {
                    Observations(byPlace).ShouldBe(expected);
                }

                Observations(new XlsxFile().Csv("S", wide).Bytes()).ShouldBe(expected);
            },
            iter: Proof.Rounds(60, 2000),
            threads: 1
        );
    }

    private static string[] Observations(string csv) => Observations(System.Text.Encoding.UTF8.GetBytes(csv));

    private static string[] Observations(byte[] bytes)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            var (file, _) = TableReader.ReadAsync(path, Mapping.Empty, null, CancellationToken.None).GetAwaiter().GetResult();
            var batch = file.Observations;
            return
            [
                .. Enumerable
                    .Range(0, batch.Rows)
                    .Select(row =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{batch.PeriodType} {batch.OrdinalOf[row]} {batch.Locations[batch.LocationOf[row]]} "
                                + $"{string.Join(' ', batch.Variables.Zip(batch.Values, (name, values) => $"{name} {values[row]:R}"))}"
                        )
                    )
                    .Order(StringComparer.Ordinal),
            ];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Task<ImportReport> ImportAsync(Scratch scratch, string csv, Mapping mapping) =>
        new Importer(scratch.Database, scratch.Clock).ImportAsync(
            scratch.Write("x.csv", csv),
            null,
            null,
            mapping,
            cancellationToken: TestContext.Current.CancellationToken
        );
}
