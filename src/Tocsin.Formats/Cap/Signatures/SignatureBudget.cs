namespace Tocsin.Formats.Cap.Signatures;

/// <summary>How much work may still be done for the signatures of one document, in bytes that are written in canonical form: hostile ones could ask for it again and again.</summary>
sealed class SignatureBudget(long bytes)
{
    /// <summary>What it costs to try an RSA key of 2,048 bits; one of 8,192 costs sixteen times as much, a curve four times.</summary>
    public const int KeyBytes = 4 << 10;

    /// <summary>What it costs to read a certificate.</summary>
    public const int CertificateBytes = 4 << 10;

    /// <summary>What it costs to look for the way from a certificate to a pinned authority.</summary>
    public const int ChainBytes = 64 << 10;

    long left = bytes;

    /// <summary>Whether nothing is left.</summary>
    public bool IsSpent => left <= 0;

    /// <summary>Takes what was written.</summary>
    public void Spend(long written) => left -= written;

    /// <summary>Takes what is about to be done; false, and it is not to be done, where nothing is left.</summary>
    public bool TrySpend(long bytes)
    {
        if (IsSpent) return false;
        Spend(bytes);
        return true;
    }
}
