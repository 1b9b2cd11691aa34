using System.Security.Cryptography;
using System.Text;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Backups.Container;

/// <summary>The key of one backup, derived by HKDF-SHA-256 (RFC 5869) from ENCRYPTION_KEY and the backup's salt.</summary>
internal sealed class BackupKey
{
    /// <summary>Half of a key that the guide's command makes; a shorter one is a password, not a key.</summary>
    public const int ShortestSecret = 16;

    private const int SaltBytes = 16;
    private const int KeyBytes = 32;

    private BackupKey(byte[] key, EncryptionMark mark) => (Key, Mark) = (key, mark);

    public byte[] Key { get; }

    public EncryptionMark Mark { get; }

    /// <summary>The secret; null where backups are not to be encrypted.</summary>
    /// <exception cref="UserFacingException">It is too short.</exception>
    public static string? Secret(Func<string, string?> variable) =>
        Hosting.Secret.Read("ENCRYPTION_KEY", variable) is not { } secret ? null
        : secret.Length >= ShortestSecret ? secret
        : throw new UserFacingException(
            $"ENCRYPTION_KEY has {secret.Length} characters.",
            $"It takes {ShortestSecret} at least; make one: openssl rand -hex 32"
        );

    public static BackupKey? New(string? secret) => secret is null ? null : Derive(secret, RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>
    /// The key of a backup that is there. With a secret only an encrypted backup is read: anybody can write one without a key, and it would
    /// pass for ours.
    /// </summary>
    /// <exception cref="UserFacingException">There is no secret, or another one, or a secret and a backup without encryption.</exception>
    public static BackupKey? Of(BackupHeader header, string? secret, string file)
    {
        if (header.Encryption is not { } mark)
        {
            return secret is null
                ? null
                : throw new UserFacingException(
                    $"{file} is not encrypted, although ENCRYPTION_KEY is set: whoever can write that file could have made or changed it.",
                    "Use an encrypted backup, or make one: malaria-predictor backup. If you made this one before the key was set and trust "
                        + "the file, run the command once without ENCRYPTION_KEY and ENCRYPTION_KEY_FILE."
                );
        }

        if (secret is null)
        {
            throw new UserFacingException(
                $"{file} is encrypted, and ENCRYPTION_KEY is not set.",
                "Set ENCRYPTION_KEY, or ENCRYPTION_KEY_FILE, to the key it was made with."
            );
        }

        var salt = new byte[SaltBytes];
        if (!Convert.TryFromBase64String(mark.Salt, salt, out _))
        {
            throw new UserFacingException($"{file} is damaged in its first line.", DamagedBackup.Remedy);
        }

        var key = Derive(secret, salt);
        return key.Mark.Check == mark.Check
            ? key
            : throw new UserFacingException(
                $"{file} was encrypted with another key than ENCRYPTION_KEY holds.",
                "Set the key it was made with; without that nobody can read it."
            );
    }

    private static BackupKey Derive(string secret, byte[] salt)
    {
        var material = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(secret),
            KeyBytes + 8,
            salt,
            "malaria-predictor backup"u8.ToArray()
        );
        return new BackupKey(
            material[..KeyBytes],
            new EncryptionMark(Convert.ToBase64String(salt), Convert.ToBase64String(material[KeyBytes..]))
        );
    }
}
