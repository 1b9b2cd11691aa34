namespace MalariaPredictor.Pipeline.Security;

/// <summary>A finding that is known and accepted for a time.</summary>
/// <param name="Id">The finding's rule.</param>
/// <param name="Reason">Why it may stay.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Expires">The last day on which it counts.</param>
internal sealed record Exemption(string Id, string Reason, string Owner, DateOnly Expires);
