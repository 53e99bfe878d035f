namespace AmpelBot.FollowUp.Notices;

/// <summary>Ends the reading of bytes that are no notice; the message is the sentence for the operator.</summary>
internal sealed class NoticeRefusal(string sentence) : Exception(sentence);
