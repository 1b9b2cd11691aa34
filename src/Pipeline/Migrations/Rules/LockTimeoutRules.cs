using System.Globalization;
using MalariaPredictor.Pipeline.Migrations.Sql;

namespace MalariaPredictor.Pipeline.Migrations.Rules;

/// <summary>SET lock_timeout: what may wait for a lock from here on, and how long. Other settings do no harm.</summary>
internal static class LockTimeoutRules
{
    public const string Setting = "lock_timeout";
    private const double Longest = 60_000;

    public static void Judge(SqlReader statement, LintSubject subject)
    {
        var reset = statement.Take("RESET");
        statement.Take("SET");
        _ = statement.TakeOne("LOCAL", "SESSION");
        if (statement.Take("ALL") && reset)
        {
            subject.GivesUpOnLocks = false;
        }
        if (!statement.Take(Setting))
        {
            return;
        }
        _ = statement.TakeOne("=", "TO");
        Note(reset ? "0" : statement.Rest.FirstOrDefault().Unquoted ?? "0", subject);
    }

    /// <summary>0 is no limit, and one beyond a minute is none for those who queue meanwhile.</summary>
    public static void Note(string value, LintSubject subject) => subject.GivesUpOnLocks = Milliseconds(value.Trim()) is > 0 and <= Longest;

    private static double Milliseconds(string value)
    {
        var digits = value.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.').Count();
        if (!double.TryParse(value[..digits], CultureInfo.InvariantCulture, out var number))
        {
            return 0;
        }
        return value[digits..].Trim() switch
        {
            "" or "ms" => number,
            "s" => number * 1000,
            "min" => number * 60_000,
            _ => 0,
        };
    }
}
