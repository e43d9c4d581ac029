namespace Musubi.Switch.Control.Lacp;

/// <summary>
/// The marker protocol (802.1AX-2014, 6.5): the other side asks whether all that it sent before has arrived, by a frame that is sent back.
/// We ask nothing ourselves, as frames of one conversation stay on one link until that fails.
/// </summary>
public static class MarkerPdu
{
    public const int Bytes = 110;

    public const byte Subtype = 2;

    private const int TypeOffset = 2;
    private const byte Information = 1;
    private const byte Response = 2;
    private const byte InformationBytes = 16;

    /// <summary>Whether a payload, from the subtype on, asks to be answered.</summary>
    public static bool IsQuestion(ReadOnlySpan<byte> payload) =>
        payload.Length >= Bytes && payload[0] == Subtype && payload[TypeOffset] == Information && payload[TypeOffset + 1] == InformationBytes;

    /// <summary>Writes the answer to a question: the same, called a response.</summary>
    public static void WriteAnswer(ReadOnlySpan<byte> question, Span<byte> answer)
    {
        question[..Bytes].CopyTo(answer);
        answer[TypeOffset] = Response;
    }
}
