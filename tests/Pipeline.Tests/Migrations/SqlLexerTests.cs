using CsCheck;
using MalariaPredictor.Pipeline.Migrations;
using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Tests.Migrations;

public sealed class SqlLexerTests
{
    /// <summary>What SQL is made of, whole and torn: any order of these is a script that somebody could hand in.</summary>
    private static readonly string[] Pieces =
    [
        "'",
        "''",
        "E'\\''",
        "\"",
        "`",
        "[",
        "]",
        "$$",
        "$tag$",
        "$1",
        "$",
        "--",
        "\n",
        "/*",
        "*/",
        ";",
        "(",
        ")",
        ",",
        ".",
        "::",
        "U&'",
        "1e-5",
        ".5",
        "é",
        " ",
        "CREATE",
        "TABLE",
        "ALTER",
        "DROP",
        "INDEX",
        "ADD",
        "COLUMN",
        "BEGIN",
        "END",
        "CASE",
        "TRIGGER",
        "DO",
        "SET",
        "lock_timeout",
        "SELECT",
        "create_hypertable",
        "VALUES",
        "INSERT INTO schema_reader",
        "DEFAULT",
        "NOT",
        "NULL",
        "REFERENCES",
        "RENAME",
        "TO",
        "-- lint-allow: drop-table because x\n",
        "-- lint-allow\n",
    ];

    private static readonly Gen<string> Scripts = Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]), Gen.String)
        .Array[0, 30]
        .Select(string.Concat);

    [Fact]
    public void All_tokens_together_are_the_script_and_none_is_empty() =>
        Scripts.Sample(script =>
        {
            foreach (var dialect in Enum.GetValues<SqlDialect>())
            {
                var tokens = SqlLexer.Read(script, dialect);
                string.Concat(tokens.Select(token => token.Text)).ShouldBe(script);
                tokens.ShouldAllBe(token =>
                    token.Text.Length > 0 && script.IndexOf(token.Text, token.Position, StringComparison.Ordinal) == token.Position
                );
            }
        });

    [Fact]
    public void No_script_is_too_broken_to_be_judged_and_one_with_an_open_end_never_passes() =>
        Scripts.Sample(script =>
        {
            foreach (var dialect in Enum.GetValues<SqlDialect>())
            {
                var judged = new MigrationLint(dialect, []).Judge(new MigrationScript(1, "any", script));
                if (SqlLexer.Read(script, dialect).Any(token => token.Kind == SqlTokenKind.Unfinished))
                {
                    judged.Findings.ShouldContain(finding => finding.Rule == "not-understood");
                }
            }
        });

    [Theory]
    [InlineData(nameof(SqlDialect.Postgres), "'it''s'", nameof(SqlTokenKind.Text), "it's")]
    [InlineData(nameof(SqlDialect.Postgres), @"E'it\'s'", nameof(SqlTokenKind.Text), @"it\'s")]
    [InlineData(nameof(SqlDialect.Postgres), "$$a;'b$$", nameof(SqlTokenKind.Text), "a;'b")]
    [InlineData(nameof(SqlDialect.Postgres), "$q$a $$ b$q$", nameof(SqlTokenKind.Text), "a $$ b")]
    [InlineData(nameof(SqlDialect.Postgres), "\"a \"\"b\"", nameof(SqlTokenKind.QuotedName), "a \"b")]
    [InlineData(nameof(SqlDialect.Postgres), "/* a /* b */ c */", nameof(SqlTokenKind.Comment), "/* a /* b */ c */")]
    [InlineData(nameof(SqlDialect.Postgres), "-- a ; b", nameof(SqlTokenKind.Comment), "-- a ; b")]
    [InlineData(nameof(SqlDialect.Postgres), "$1", nameof(SqlTokenKind.Parameter), "$1")]
    [InlineData(nameof(SqlDialect.Postgres), "'open", nameof(SqlTokenKind.Unfinished), "'open")]
    [InlineData(nameof(SqlDialect.Postgres), "$a$ open $b$", nameof(SqlTokenKind.Unfinished), "$a$ open $b$")]
    [InlineData(nameof(SqlDialect.Sqlite), "[a b]", nameof(SqlTokenKind.QuotedName), "a b")]
    [InlineData(nameof(SqlDialect.Sqlite), "`a``b`", nameof(SqlTokenKind.QuotedName), "a`b")]
    [InlineData(nameof(SqlDialect.Sqlite), "/* a /* b */", nameof(SqlTokenKind.Comment), "/* a /* b */")]
    [InlineData(nameof(SqlDialect.Sqlite), @"'a\'", nameof(SqlTokenKind.Text), @"a\")]
    public void Quotes_and_comments_end_where_each_database_ends_them(string dialect, string text, string kind, string unquoted)
    {
        var token = SqlLexer.Read(text, Enum.Parse<SqlDialect>(dialect)).ShouldHaveSingleItem();

        ($"{token.Kind}", token.Unquoted).ShouldBe((kind, unquoted));
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2", 2)]
    [InlineData("SELECT ';'; -- ;\nSELECT \";\"; /* ; */ SELECT 3;", 3)]
    [InlineData("DO $$ BEGIN a; b; END $$; SELECT 1", 2)]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN d THEN 1 END; DELETE FROM e; END; SELECT 1", 2)]
    [InlineData("CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2); SELECT 3", 2)]
    [InlineData("BEGIN; SELECT 1; COMMIT;", 3)]
    [InlineData(" ; ;; -- nothing", 1)]
    [InlineData("", 0)]
    public void A_script_is_cut_at_the_semicolons_that_end_a_statement(string script, int statements) =>
        SqlScript.Read(script, SqlDialect.Postgres).Count.ShouldBe(statements);

    [Fact]
    public void A_statement_knows_its_line_and_the_comments_before_it()
    {
        var statements = SqlScript.Read("SELECT 1;\n\n-- why\n/* and how */;\n\nSELECT\n  2", SqlDialect.Postgres);

        statements
            .Select(statement => (statement.Line, statement.Comments.Count, statement.Excerpt))
            .ShouldBe([(1, 0, "SELECT 1"), (6, 2, "SELECT 2")]);
    }
}
