using System.Globalization;
using System.Text;

namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>Further files of each kind of fault, made here.</summary>
internal static class CaseVariants
{
    private const string Header = "time_period,location,disease_cases,population\n";
    private const string InParent = "time_period,location,parent,disease_cases\n";

    private static readonly int[] Seasons = [31, 54, 120, 260, 190, 77, 42, 18, 9, 23, 88, 140];

    public static IEnumerable<CaseFile> Of(string kind) =>
        kind switch
        {
            "01" =>
            [
                new("one reports only zeros", Table(["A", "B", "Zero"], (place, month) => place == 2 ? "0" : Cases(place, month))),
                new(
                    "zeros, then nothing",
                    Table(
                        ["A", "B", "Zero"],
                        (place, month) =>
                            place < 2 ? Cases(place, month)
                            : month < 6 ? "0"
                            : ""
                    )
                ),
                new("most report only zeros", Table(["A", "B", "C", "D", "E"], (place, month) => place > 0 ? "0.0" : Cases(place, month))),
                new("weeks of zeros", Table(["A", "B"], (place, month) => place > 0 ? "0" : Cases(place, month), "2025W{0:00}")),
            ],
            "02" =>
            [
                new("tabs and points", "time_period\tlocation\tdisease_cases\n2025-01\tA\t1.234\n2025-02\tA\t998\n2025-03\tA\t12.345\n"),
                new("pipes and commas", "time_period|location|disease_cases\n2025-01|A|1,234\n2025-02|A|2,310\n"),
                new("millions", "time_period;location;disease_cases;population\n2025-01;A;1.234;1.045.210\n2025-02;A;998;1.045.210\n"),
                new("quoted in a file of commas", "time_period,location,disease_cases\n2025-01,A,\"1,234\"\n2025-02,A,\"2,310\"\n"),
                new("spaces", "time_period;location;disease_cases\n2025-01;A;1 234\n2025-02;A;2 310\n"),
                new("no-break spaces", "time_period;location;disease_cases\n2025-01;A;1\u00A0234\n2025-02;A;2\u202F310\n"),
                new("apostrophes", "time_period;location;disease_cases\n2025-01;A;1'234\n2025-02;A;2’310\n"),
                new("two marks", "time_period;location;disease_cases\n2025-01;A;1.234\n2025-02;A;2,310\n"),
            ],
            "03" =>
            [
                new("decomposed", Header + "2025-01,Kpélé,5,1\n2025-02,Kpe\u0301le\u0301,6,1\n2025-01,Abim,5,1\n"),
                new("capitals with accents", Header + "2025-01,Plaine de Mô,5,1\n2025-02,PLAINE DE MÔ,6,1\n"),
                new(
                    "hyphens",
                    Header + "2025-01,Bas-Mono,5,1\n2025-02,Bas\u2011Mono,6,1\n2025-03,Bas\u2013Mono,6,1\n2025-04,Bas Mono,6,1\n"
                ),
                new(
                    "spaces that cannot be seen",
                    Header + "2025-01,Fort Portal,5,1\n2025-02,Fort\u00A0Portal,6,1\n2025-03,Fort\u200B Portal ,6,1\n"
                ),
                new("the same month twice", Header + "2025-01,Alpha,5,1\n2025-01,ALPHA,6,1\n"),
                new(
                    "boundaries decomposed",
                    Header + "2025-01,Kpélé,5,1\n2025-01,Mô,6,1\n",
                    Collection(Feature("name", "\"KPE\u0301LE\u0301\"", 1), Feature("name", "\"Mo\u0302 \"", 2))
                ),
            ],
            "04" => [Numbered("OBJECTID", n => $"{5 - n}"), Numbered("gid", n => $"{(n % 4) + 1}"), Numbered("ID_2", n => $"\"{5 - n}\"")],
            "05" =>
            [
                new("texts with decimals", Numbers(1, 2, 10, 20), Squares("code", n => $"\"{n}.00\"", 1, 2, 10, 20)),
                new("numbers with decimals", Numbers(1, 2, 10, 20, 100), Squares("code", n => $"{n}.0", 1, 2, 10, 20, 100)),
                new("only those that mislead", Numbers(10, 20, 30), Squares("code", n => $"{n}.0", 1, 2, 3)),
                new(
                    "decimals in the data",
                    Numbers(1, 2, 10, 20).Replace(",10,", ",10.0,", StringComparison.Ordinal),
                    Squares("code", n => $"{n}", 1, 2, 10, 20)
                ),
            ],
            "06" =>
            [
                new(
                    "first of each month",
                    Table(["TOTAL", "A", "B", "C"], (place, month) => place == 0 ? Sum(3, month) : Cases(place - 1, month))
                ),
                new("in French", Table(["A", "B", "Total général"], (place, month) => place == 2 ? Sum(2, month) : Cases(place, month))),
                new(
                    "rounded",
                    Table(
                        ["A", "B", "C", "Total"],
                        (place, month) => place == 3 ? $"{int.Parse(Sum(3, month)) / 5 * 5}" : Cases(place, month)
                    )
                ),
                new(
                    "a month without it",
                    Table(
                        ["A", "B", "Total"],
                        (place, month) =>
                            place < 2 ? Cases(place, month)
                            : month == 4 ? ""
                            : Sum(2, month)
                    )
                ),
                new(
                    "weekly",
                    Table(["A", "B", "Total (all)"], (place, month) => place == 2 ? Sum(2, month) : Cases(place, month), "2025W{0:00}")
                ),
            ],
            "07" =>
            [
                new(
                    "three regions",
                    InParent + "2025-01,Central,A,5\n2025-01,Central,B,6\n2025-01,North,C,7\n2025-02,Central,A,8\n2025-02,Central,B,9\n"
                ),
                new(
                    "parents in capitals",
                    InParent + "2025-01,Central,Région,5\n2025-01,Central,B,6\n2025-02,CENTRAL,RE\u0301GION,8\n2025-02,Central,b,9\n"
                ),
                new("without a parent", "time_period,location,disease_cases\n2025-01,Central,5\n2025-01,Central,6\n2025-01,North,6\n"),
                new(
                    "boundaries of both",
                    InParent + "2025-01,Central,A,5\n2025-01,Central,B,6\n",
                    Collection(Feature("name", "\"Central\",\"region\":\"B\"", 8), Feature("name", "\"Central\",\"region\":\"A\"", 1))
                ),
            ],
            "08" =>
            [
                new("lines", Numbers(1, 2), Collection(Shape(1, "LineString", "[[1,0],[2,1]]"), Shape(2, "LineString", "[[1,0],[2,1]]"))),
                new("nothing", Numbers(1, 2), Collection(Shape(1, null, ""), Shape(2, null, ""))),
                new("collections of lines", Numbers(1), Collection(Shape(1, "GeometryCollection", "LineString"))),
                new("collections of areas", Numbers(1), Collection(Shape(1, "GeometryCollection", "Polygon"))),
            ],
            "09" =>
            [
                .. new[]
                {
                    "2021W53",
                    "2025-00",
                    "202513",
                    "2025-W00",
                    "2025-01-01/2025-01-07",
                    "2025-01-06/2025-01-13",
                    "2023-02-29/2023-03-07",
                }.Select(period => new CaseFile(period, $"time_period,location,disease_cases\n{period},A,1\n")),
            ],
            "11" =>
            [
                new("sep= of a tab", "sep=\t\ntime_period\tlocation\tdisease_cases\n2025-01\tA\t5\n"),
                new("two titles", "Ministry of Health\nMalaria; 2025\ntime_period;location;disease_cases\n2025-01;A;5\n"),
                new("année et semaine", "annee;semaine;district;cas\n2025;1;A;5\n"),
                new("pe, ou, dx", "pe,ou,dx,value\n202501,abc,def,5\n"),
                new("sep= and titles", "sep=;\nTitle\ntime_period;location;disease_cases\n2025-01;A;5\n"),
            ],
            "12" =>
            [
                new("Thai", "time_period,location,disease_cases\n2568-01,A,1\n2568-02,A,1\n"),
                new("mistyped", "time_period,location,disease_cases\n2025-01,A,1\n2052-02,A,1\n"),
                new("next month", "time_period,location,disease_cases\n2025-12,A,1\n2026-02,A,1\n"),
                new("weeks to come", "time_period,location,disease_cases\n2025W50,A,1\n2026W20,A,1\n"),
            ],
            "14" =>
            [
                new("months", Table(["A", "B"], Cases)),
                new("weeks", Table(["A", "B"], Cases, "2025W{0:00}")),
                new("one place", Table(["A"], Cases)),
            ],
            "16" =>
            [
                new("201 letters", Header + $"2025-01,{new string('a', 201)},5,1\n"),
                new("a parent of 500", InParent + $"2025-01,A,{new string('p', 500)},5\n"),
                new("a million", Header + $"2025-01,{new string('a', 1_100_000)},5,1\n"),
            ],
            "17" =>
            [
                new("first half", Numbers(1), Collection(Feature("name", "\"\\ud83d\"", 1))),
                new("last half", Numbers(1), Collection(Feature("name", "\"1 \\udc00\"", 1))),
                new("of a key", Numbers(1), Collection(Feature("\\ud800", "\"1\"", 1))),
            ],
            "18" =>
            [
                new("pivot with names", "periodname;organisationunitname;Malaria confirmed\nJanuary 2025;A;5\nFebruary 2025;A;6\n"),
                new("pivot of one code", "periodcode,organisationunitid,organisationunitname,Malaria Total\n202501,abc,A,5\n"),
                new("French months as columns", "District;janv. 2025;févr. 2025;août 2025\nA;5;6;7\nB;;8;9\n"),
                new("weeks as columns", "region,2025W01,2025W02,2025W03\nA,5,6,7\n"),
                new("places as columns of weeks", "week,HC One,HC Two,HC Three\n2025W01,5,6,\n2025W02,5,,7\n"),
                new("places as columns, months named", "Mois;CS Un;CS Deux\njanvier 2025;5;6\nfévrier 2025;5;6\n"),
                new("a parasite in each line", "month,district,species,confirmed\n2025-01,A,Pf,5\n2025-01,A,Pv,6\n"),
                new("days", "date,state,cases\n2025-01-06,A,5\n2025-01-13,A,5\n2025-01-20,A,6\n"),
                new("each day", "date,state,cases\n2025/01/06,A,5\n2025/01/07,A,5\n2025/01/08,A,6\n"),
                new("months and a year", "District,Year,Jan,Feb,Mar\nA,2025,5,6,7\n"),
                new("months without a year", "Distrito;Enero;Febrero;Marzo\nA;5;6;7\n"),
                new("two lines of names", "District,2024,,2025,\n,Jan,Feb,Jan,Feb\nA,5,6,7,8\n"),
                new("French names", "Période;Département;Cas confirmés\njanv. 2025;A;5\n"),
                new("year and month", "Année,Mois,Commune,Cas\n2025,1,A,5\n"),
            ],
            _ => [],
        };

    private static string Cases(int place, int month) => $"{(Seasons[(month + (2 * place)) % 12] * (place + 2)) + month}";

    private static string Sum(int places, int month) =>
        $"{Enumerable.Range(0, places).Sum(place => int.Parse(Cases(place, month), CultureInfo.InvariantCulture))}";

    private static string Table(string[] places, Func<int, int, string> cases, string period = "2025-{0:00}")
    {
        var text = new StringBuilder(Header);
        for (var month = 0; month < 12; month++)
        {
            for (var place = 0; place < places.Length; place++)
            {
                text.AppendFormat(CultureInfo.InvariantCulture, period, month + 1)
                    .Append($",{places[place]},{cases(place, month)},{1000 * (place + 1)}\n");
            }
        }

        return text.ToString();
    }

    private static string Numbers(params int[] codes) => Header + string.Concat(codes.Select(code => $"2025-01,{code},{code + 3},1000\n"));

    /// <summary>Four places by number; one property counts the features otherwise, another names the places.</summary>
    private static CaseFile Numbered(string property, Func<int, string> running) =>
        new(
            property,
            Numbers(1, 2, 3, 4),
            Collection([.. Enumerable.Range(1, 4).Select(n => Feature(property, $"{running(n)},\"district\":\"{n}\"", n))])
        );

    private static string Squares(string property, Func<int, string> value, params int[] codes) =>
        Collection([.. codes.Select(code => Feature(property, value(code), code))]);

    private static string Feature(string property, string value, int x) =>
        BoundaryTests.Feature(
            $$"""{"{{property}}":{{value}}}""",
            $$"""{"type":"Polygon","coordinates":[[[{{x}},0],[{{x + 1}},0],[{{x + 1}},1],[{{x}},1],[{{x}},0]]]}"""
        );

    private static string Shape(int code, string? type, string coordinates) =>
        BoundaryTests.Feature(
            $$"""{"name":"{{code}}"}""",
            type switch
            {
                null => "null",
                "GeometryCollection" => coordinates == "Polygon"
                    ? """{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]}]}"""
                    : """{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[1,0],[2,0]]}]}""",
                _ => $$"""{"type":"{{type}}","coordinates":{{coordinates}}}""",
            }
        );

    private static string Collection(params string[] features) => BoundaryTests.Collection(features);
}
