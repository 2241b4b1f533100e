using System.Text;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class SignedNoteTests
{
    // C2SP signed-note's own example: the text has an empty line of its own.
    const string Text = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n";

    const string Line = "— quasimodo.example/salvatore "
        + "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=";

    [Fact]
    public void The_last_empty_line_parts_text_and_signatures()
    {
        var note = SignedNote.Parse($"{Text}\n{Line}\n").Value;
        Assert.Equal(Text, note.Text);
        var signature = Assert.Single(note.Signatures);
        Assert.Equal(("quasimodo.example/salvatore", 0x367ba04bu, 64), (signature.Name, signature.KeyId, signature.Signature.Length));
        Assert.Equal(Line, signature.ToString());
        Assert.Equal($"{Text}\n{Line}\n", note.ToString());
        Assert.Equal($"{Text}\n{Line}\n", SignedNote.Parse(Encoding.UTF8.GetBytes($"{Text}\n{Line}\n")).Value.ToString());
    }

    [Theory]
    [InlineData("", "a note has an empty line before its signatures")]
    [InlineData("text\n", "a note has an empty line before its signatures")]
    [InlineData("text\n\n", "a note ends in a signature line and a newline")]
    [InlineData("text\n\n" + Line, "a note ends in a signature line and a newline")]
    [InlineData("text\r\n\n" + Line + "\n", "a note is Unicode without control characters but newline")]
    [InlineData("text\n\n" + Line + "\nmore\n", "signature line 2: a signature is '— NAME BASE64'")]
    [InlineData("text\n\n- a AAAAAAA=\n", "signature line 1: a signature is '— NAME BASE64'")]
    [InlineData("text\n\n— a  AAAAAAA=\n", "signature line 1: a signature is '— NAME BASE64'")]
    [InlineData("text\n\n— a AAAAAAA= \n", "signature line 1: a signature is '— NAME BASE64'")]
    [InlineData("text\n\n—  AAAAAAA=\n", "signature line 1: not the name of a key: ''")]
    [InlineData("text\n\n— a+b AAAAAAA=\n", "signature line 1: not the name of a key: 'a+b'")]
    [InlineData("text\n\n— a\u00a0b AAAAAAA=\n", "signature line 1: not the name of a key: 'a\u00a0b'")]
    [InlineData("text\n\n— a AAAAAA=\n", "signature line 1: the signature of a is not base64")]
    [InlineData("text\n\n— a AAAAAAB=\n", "signature line 1: the signature of a is not base64")]
    [InlineData("text\n\n— a AAAAAA==\n", "signature line 1: the signature of a has 4 bytes")]
    public void What_is_not_a_note_is_refused_with_the_reason(string note, string reason) => Assert.Equal(reason, SignedNote.Parse(note).Reason);

    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.Equal("a note is Unicode without control characters but newline", SignedNote.Parse("text\ud800\n\n" + Line + "\n").Reason);

    [Fact]
    public void Limits_are_kept()
    {
        var lines = string.Concat(Enumerable.Repeat(Line + "\n", 64));
        Assert.Equal(64, SignedNote.Parse($"{Text}\n{lines}").Value.Signatures.Length);
        Assert.Equal("a note has at most 64 signatures, not 65", SignedNote.Parse($"{Text}\n{lines}{Line}\n").Reason);

        var room = (1 << 20) - Encoding.UTF8.GetByteCount($"\n\n{Line}\n");
        Assert.Null(SignedNote.Parse(Encoding.UTF8.GetBytes($"{new string('a', room)}\n\n{Line}\n")).Reason);
        Assert.Equal("a note has at most 1048576 bytes", SignedNote.Parse($"{new string('a', room + 1)}\n\n{Line}\n").Reason);
        Assert.Equal("a note has at most 1048576 bytes, not 1048577", SignedNote.Parse(new byte[(1 << 20) + 1]).Reason);
        Assert.Equal("a note is UTF-8", SignedNote.Parse([0xff, (byte)'\n']).Reason);
    }
}
