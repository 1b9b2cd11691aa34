namespace MalariaPredictor.Backend.Errors;

/// <summary>
/// Something went wrong that the person at the keyboard can put right. The message says what is wrong and where, the remedy what
/// to do; both are shown, and never a stack trace.
/// </summary>
public sealed class UserFacingException : Exception
{
    public UserFacingException(string message, string remedy, Exception? cause = null)
        : base(message, cause) => Remedy = remedy;

    public UserFacingException(string message)
        : this(message, string.Empty) { }

    public UserFacingException(string message, Exception innerException)
        : this(message, string.Empty, innerException) { }

    public UserFacingException()
        : this("Something went wrong.") { }

    /// <summary>What to do about it, as a sentence.</summary>
    public string Remedy { get; }

    /// <summary>Message and remedy on one line.</summary>
    public string Line => Remedy.Length == 0 ? Message : $"{Message} {Remedy}";
}
