using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Sources.Layouts;

/// <summary>Tables as programmes and papers publish them, and the same data in the CHAP convention.</summary>
public sealed class LayoutTests
{
    public static TheoryData<string, string> Same =>
        new()
        {
            { "Year,Month,District,cases\n2023,1,A,5\n2023,2,A,6\n2023,1,B,7\n", "2023-01,A,5\n2023-02,A,6\n2023-01,B,7\n" },
            { "Année;Mois;Commune;Cas\n2023;janvier;A;5\n2023;février;A;6\n", "2023-01,A,5\n2023-02,A,6\n" },
            { "Año;Mes;Municipio;Casos\n2023;Enero;A;5\n2023;Agosto;A;6\n", "2023-01,A,5\n2023-08,A,6\n" },
            { "Ano;Mês;Município;Casos\n2023;Março;A;5\n2023;Maio;A;6\n", "2023-03,A,5\n2023-05,A,6\n" },
            { "year,week,district,cases\n2023,1,A,5\n2023,52,A,6\n", "2023W01,A,5\n2023W52,A,6\n" },
            { "date,province,malaria_confirmed\n2020-01-01,A,5\n2020-02-01,A,6\n", "2020-01,A,5\n2020-02,A,6\n" },
            { "date,province,cases\n2020-01-31,A,5\n2020-02-29,A,6\n", "2020-01,A,5\n2020-02,A,6\n" },
            { "date,state,cases\n2025-01-06,A,5\n2025-01-13,A,6\n", "2025W02,A,5\n2025W03,A,6\n" },
            { "date,state,cases\n13/01/2025,A,5\n20/01/2025,A,6\n", "2025W03,A,5\n2025W04,A,6\n" },
            { "start_date,end_date,district,cases\n2020-01-01,2020-01-31,A,5\n2020-02-01,2020-02-29,A,6\n", "2020-01,A,5\n2020-02,A,6\n" },
            { "period,district,cases\n2020-01-01 - 2020-01-31,A,5\n2020-02-01 to 2020-02-29,A,6\n", "2020-01,A,5\n2020-02,A,6\n" },
            { "time_period,location,disease_cases\nJan-2023,A,5\nFeb-2023,A,6\n", "2023-01,A,5\n2023-02,A,6\n" },
            { "Période;Département;Cas confirmés\njanv. 2025;A;5\naoût 2025;A;6\n", "2025-01,A,5\n2025-08,A,6\n" },
            {
                "organisationunitname,Jan-2023,Feb-2023,Mar-2023\nA,\"1,120\",98,130\nB,45,,51\n",
                "2023-01,A,1120\n2023-02,A,98\n2023-03,A,130\n2023-01,B,45\n2023-02,B,\n2023-03,B,51\n"
            },
            {
                "District,Year,Jan,Feb,Mar\nA,2024,5,6,7\nA,2025,8,9,10\n",
                "2024-01,A,5\n2024-02,A,6\n2024-03,A,7\n2025-01,A,8\n2025-02,A,9\n2025-03,A,10\n"
            },
            { "District,2024,,2025,\n,Jan,Feb,Jan,Feb\nA,5,6,7,8\n", "2024-01,A,5\n2024-02,A,6\n2025-01,A,7\n2025-02,A,8\n" },
            { "region,2025W01,2025W02\nA,5,6\n", "2025W01,A,5\n2025W02,A,6\n" },
            { "District;Année;S1;S2;S3\nA;2025;5;6;7\n", "2025W01,A,5\n2025W02,A,6\n2025W03,A,7\n" },
            {
                "period,HC Kpele,HC Danyi\nJanuary 2023,12,7\nFebruary 2023,9,\n",
                "2023-01,HC Kpele,12\n2023-02,HC Kpele,9\n2023-01,HC Danyi,7\n2023-02,HC Danyi,\n"
            },
            { "Malaria report 2023;;\n\nMois;District;Cas\n01/2023;A;5\n02/2023;A;6\n", "2023-01,A,5\n2023-02,A,6\n" },
            {
                "periodname,organisationunitname,Malaria confirmed cases\nJanuary 2023,A,5\nFebruary 2023,A,6\n",
                "2023-01,A,5\n2023-02,A,6\n"
            },
            {
                "dataname,periodname,organisationunitname,Value\nMalaria confirmed,January 2023,A,5\nMalaria confirmed,February 2023,A,6\n",
                "2023-01,A,5\n2023-02,A,6\n"
            },
            { "month,district,cases\n2023-01,A,5\n2023-02,A,6\n\nSource: Ministry of Health,,\n", "2023-01,A,5\n2023-02,A,6\n" },
        };

    [Theory]
    [MemberData(nameof(Same))]
    public async Task A_recognized_layout_is_stored_as_its_long_form(string csv, string expected)
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(csv);
        report.Warnings.ShouldContain(warning => warning.StartsWith("read as: "));
        var again = await scratch.ImportAsync(Scratch.Header + expected);
        (again.New, again.Corrected).ShouldBe((0, 0));
        again.Unchanged.ShouldBe(report.New);
    }

    [Fact]
    public async Task The_columns_of_a_pivot_table_are_taken_for_what_they_are()
    {
        using var scratch = await Scratch.MigratedAsync();
        var report = await scratch.ImportAsync(
            "periodid,periodname,periodcode,organisationunitid,organisationunitname,105-EP01d. Suspected fever,105-EP01b. Malaria Total\n"
                + "202301,January 2023,202301,aBc,Kpele,150,120\n202302,February 2023,202302,aBc,Kpele,140,98\n"
        );
        (await Panels.NewestAsync(scratch)).Series(0, "disease_cases").ToArray().ShouldBe([120, 98]);
        report.Warnings.ShouldContain(warning => warning.Contains("105-EP01b. Malaria Total is disease_cases"));
    }

    [Fact]
    public async Task The_lines_of_each_parasite_make_up_one_line()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync(
            "time_period,location,parasite,cases\n2018-01,A,Pf,80\n2018-01,A,vivax,12\n2018-01,A,mixed,3\n2018-02,A,P. "
                + "vivax,15\n2018-02,A,falciparum,71\n"
        );
        var panel = await Panels.NewestAsync(scratch);
        panel.Series(0, "cases_pf").ToArray().ShouldBe([83, 71]);
        panel.Series(0, "cases_pv").ToArray().ShouldBe([12, 15]);
        panel.Series(0, "disease_cases").ToArray().ShouldBe([95, 86]);
    }

    [Fact]
    public async Task Of_a_district_and_its_region_the_region_is_the_parent()
    {
        using var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync("Region,District,Jan-2023,Feb-2023\nNorth,A,5,6\nNorth,B,7,8\nSouth,C,1,2\n");
        var hierarchy = await new LocationParents(scratch.Database).HierarchyAsync(TestContext.Current.CancellationToken);
        hierarchy.Above("A").Select(group => group.Name).ShouldContain("North");
        hierarchy.Above("C").Select(group => group.Name).ShouldContain("South");
    }

    [Theory]
    [InlineData("Distrito;Enero;Febrero\nA;5;6\n", "without a year", "year: 2023")]
    [InlineData("date,district,cases\n01/02/2023,A,5\n01/03/2023,A,6\n", "day/month/year or month/day/year", "date_order: day-month-year")]
    [InlineData("period,A,B\n2023-01,5,6\n2023-02,5,6\n", "may be places", "columns_are: places")]
    [InlineData(
        "month,district,confirmed,cases\n2023-01,A,5,6\n",
        "which column counts the confirmed cases",
        "variables: {\"confirmed\": disease_cases}"
    )]
    [InlineData(
        "dx,pe,ou,value\nabc,202301,xyz,5\n",
        "which data element counts the confirmed cases: abc",
        "variables: {\"abc\": disease_cases}"
    )]
    [InlineData(
        "month,district,species,cases\n2023-01,A,malariae,5\n2023-01,A,Pf,5\n",
        "'malariae' in column species is no parasite",
        "variables: {\"malariae\""
    )]
    [InlineData("date,district,cases\n2025-01-05,A,5\n2025-01-12,A,6\n", "are Sundays", "2023SunW1")]
    [InlineData("date,district,cases\n2025-01-06,A,5\n2025-01-07,A,6\n", "the periods are days", "Add up the cases")]
    [InlineData(
        "Rainfall by district;;\nDistrict;Jan-2023;Feb-2023\nA;5;6\n",
        "leaves open whether the cells hold",
        "cells: disease_cases"
    )]
    [InlineData("date,district,cases\n01-Jan,A,5\n02-Jan,A,6\n", "01-Jan", "2023-01")]
    [InlineData("province,state,month,cases\nA,X,2023-01,5\nB,Y,2023-01,6\n", "may all be the place", "place: \"state\"")]
    [InlineData("periodid,periodname,district,cases\n202301,February 2023,A,5\n", "different periods", "period: \"periodid\"")]
    public async Task What_is_unclear_is_asked_for(string csv, string what, string remedy)
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync(csv);
        rejected.Total.ShouldBe(1, string.Join('\n', rejected.Problems));
        $"{rejected.Problems[0]}".ShouldContain(what);
        rejected.Problems[0].Remedy.ShouldContain(remedy);
    }

    [Fact]
    public async Task A_message_names_the_cell_of_the_file_that_was_given()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync("Report;;\nDistrict;Jan-2023;Feb-2023\nA;5;6\nB;7;x8\n");
        rejected.ShouldBeOne(4, "disease_cases (column C)", "x8", "not a number", "Write digits");
    }

    [Fact]
    public async Task A_wide_file_that_was_cut_off_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync("District,Jan-2023,Feb-2023\nA,5,6\nB,7\n");
        rejected.ShouldBeOne(3, "", "", "the line has 2 values, the header 3 columns", "cut off");
    }

    [Fact]
    public async Task A_number_whose_separator_splits_it_is_refused()
    {
        using var scratch = await Scratch.MigratedAsync();
        var rejected = await scratch.RejectedAsync("District,Jan-2023,Feb-2023\nA,1,120,6\n");
        rejected.ShouldBeOne(2, "", "", "the line has 4 values, the header 3 columns", "quotes");
    }
}
