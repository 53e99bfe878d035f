using System.Text.Json.Nodes;

namespace AmpelBot.Testing.Slack;

/// <summary>Block Kit's rules as docs.slack.dev/reference/block-kit states them, on JSON alone.</summary>
internal sealed class FakeBlockRules(FakeWorkspace workspace)
{
    private readonly List<string> errors = [];

    /// <summary>What is wrong with a message's blocks; empty for nothing.</summary>
    public IReadOnlyList<string> OfMessage(JsonArray blocks)
    {
        Blocks(blocks, 50, "/blocks", isModal: false);
        return errors;
    }

    /// <summary>What is wrong with a view; empty for nothing.</summary>
    public IReadOnlyList<string> OfView(JsonObject view)
    {
        Fields(view, "/view", ["type", "title", "blocks"], ["callback_id", "submit", "close", "private_metadata", "clear_on_close", "notify_on_close", "external_id"]);
        if ((string?)view["type"] != "modal")
            errors.Add("[ERROR] unsupported type [json-pointer:/view/type]");
        Plain(view["title"], 24, "/view/title");
        if (view["submit"] is { } submit)
            Plain(submit, 24, "/view/submit");
        if (view["close"] is { } close)
            Plain(close, 24, "/view/close");
        Length(view["private_metadata"], 0, 3000, "/view/private_metadata");
        Length(view["callback_id"], 0, 255, "/view/callback_id");
        if (view["blocks"] is JsonArray blocks)
        {
            Blocks(blocks, 100, "/view/blocks", isModal: true);
            if (view["submit"] is null && blocks.Any(b => (string?)b?["type"] == "input"))
                errors.Add("[ERROR] a modal with inputs needs submit [json-pointer:/view]");
        }
        return errors;
    }

    private void Blocks(JsonArray blocks, int most, string at, bool isModal)
    {
        if (blocks.Count > most)
            errors.Add($"[ERROR] no more than {most} items allowed [json-pointer:{at}]");
        if (blocks.Count(b => (string?)b?["type"] == "table") > 1)
            errors.Add("[ERROR] only_one_table_allowed");
        var ids = blocks.Select(b => (string?)b?["block_id"]).Where(i => i is not null).ToList();
        if (ids.Distinct().Count() < ids.Count)
            errors.Add($"[ERROR] block_id already exists [json-pointer:{at}]");
        for (var i = 0; i < blocks.Count; i++)
            Block(blocks[i] as JsonObject, $"{at}/{i}", isModal);
    }

    private void Block(JsonObject? block, string at, bool isModal)
    {
        if (block is null)
        {
            errors.Add($"[ERROR] must be an object [json-pointer:{at}]");
            return;
        }
        Length(block["block_id"], 1, 255, at + "/block_id");
        switch ((string?)block["type"])
        {
            case "section":
                Fields(block, at, ["type"], ["block_id", "text", "fields", "accessory", "expand"]);
                if (block["text"] is null && block["fields"] is null)
                    errors.Add($"[ERROR] missing text or fields [json-pointer:{at}]");
                if (block["text"] is { } text)
                    Text(text, 3000, at + "/text");
                Each(block["fields"], 10, at + "/fields", (f, p) => Text(f, 2000, p));
                if (block["accessory"] is { } accessory)
                    Element(accessory, at + "/accessory", ["button", "static_select", "overflow", "image"]);
                break;
            case "header":
                Fields(block, at, ["type", "text"], ["block_id", "level"]);
                Plain(block["text"], 150, at + "/text");
                break;
            case "divider":
                Fields(block, at, ["type"], ["block_id"]);
                break;
            case "context":
                Fields(block, at, ["type", "elements"], ["block_id"]);
                Each(block["elements"], 10, at + "/elements", (e, p) =>
                {
                    if ((string?)e["type"] == "image")
                        Image(e, p);
                    else
                        Text(e, 3000, p);
                });
                break;
            case "actions":
                Fields(block, at, ["type", "elements"], ["block_id"]);
                Each(block["elements"], 25, at + "/elements", (e, p) => Element(e, p, ["button", "static_select", "overflow"]));
                Unique(block["elements"] as JsonArray, at + "/elements");
                break;
            case "image":
                Fields(block, at, ["type", "alt_text"], ["block_id", "title", "image_url", "slack_file"]);
                Image(block, at);
                if (block["title"] is { } title)
                    Plain(title, 2000, at + "/title");
                break;
            case "input" when isModal:
                Fields(block, at, ["type", "label", "element"], ["block_id", "hint", "optional", "dispatch_action"]);
                Plain(block["label"], 2000, at + "/label");
                if (block["hint"] is { } hint)
                    Plain(hint, 2000, at + "/hint");
                Element(block["element"], at + "/element", ["plain_text_input", "static_select"]);
                break;
            case "table" when !isModal:
                Table(block, at);
                break;
            case var type:
                errors.Add($"[ERROR] unsupported type: {type} [json-pointer:{at}/type]");
                break;
        }
    }

    private void Table(JsonObject block, string at)
    {
        Fields(block, at, ["type", "rows"], ["block_id", "column_settings"]);
        var characters = 0;
        Each(block["rows"], 100, at + "/rows", (row, p) =>
            Each(row, 20, p, (cell, q) =>
            {
                Fields(cell as JsonObject, q, ["type", "text"], []);
                if ((string?)cell["type"] != "raw_text")
                    errors.Add($"[ERROR] unsupported type [json-pointer:{q}/type]");
                Length(cell["text"], 1, 10_000, q + "/text");
                characters += ((string?)cell["text"])?.Length ?? 0;
            }));
        if (characters > 10_000)
            errors.Add($"[ERROR] table has more than 10000 characters [json-pointer:{at}]");
        Each(block["column_settings"], 20, at + "/column_settings", (c, p) => Fields(c as JsonObject, p, [], ["align", "is_wrapped"]));
    }

    private void Element(JsonNode? element, string at, string[] allowed)
    {
        var type = (string?)element?["type"];
        if (element is not JsonObject fields || !allowed.Contains(type))
        {
            errors.Add($"[ERROR] unsupported type: {type} [json-pointer:{at}/type]");
            return;
        }
        Length(fields["action_id"], type == "image" ? 0 : 1, 255, at + "/action_id");
        switch (type)
        {
            case "button":
                Fields(fields, at, ["type", "text", "action_id"], ["value", "url", "style", "confirm", "accessibility_label"]);
                Plain(fields["text"], 75, at + "/text");
                Length(fields["value"], 1, 2000, at + "/value");
                Length(fields["url"], 1, 3000, at + "/url");
                if ((string?)fields["style"] is not (null or "primary" or "danger"))
                    errors.Add($"[ERROR] must be one of primary, danger [json-pointer:{at}/style]");
                if (fields["confirm"] is JsonObject confirm)
                {
                    Fields(confirm, at + "/confirm", ["title", "text", "confirm", "deny"], ["style"]);
                    Plain(confirm["title"], 100, at + "/confirm/title");
                    Text(confirm["text"], 300, at + "/confirm/text");
                    Plain(confirm["confirm"], 30, at + "/confirm/confirm");
                    Plain(confirm["deny"], 30, at + "/confirm/deny");
                }
                break;
            case "static_select":
                Fields(fields, at, ["type", "options", "action_id"], ["placeholder", "initial_option", "confirm", "focus_on_load"]);
                Each(fields["options"], 100, at + "/options", Option);
                if (fields["placeholder"] is { } placeholder)
                    Plain(placeholder, 150, at + "/placeholder");
                break;
            case "overflow":
                Fields(fields, at, ["type", "options", "action_id"], ["confirm"]);
                Each(fields["options"], 5, at + "/options", Option);
                break;
            case "plain_text_input":
                Fields(fields, at, ["type", "action_id"], ["multiline", "initial_value", "placeholder", "min_length", "max_length", "focus_on_load", "dispatch_action_config"]);
                if (fields["max_length"] is { } most && (int)most is < 1 or > 3000)
                    errors.Add($"[ERROR] must be between 1 and 3000 [json-pointer:{at}/max_length]");
                break;
            case "image":
                Image(fields, at);
                break;
        }
    }

    private void Option(JsonNode option, string at)
    {
        Fields(option as JsonObject, at, ["text", "value"], ["description", "url"]);
        Text(option["text"], 75, at + "/text");
        Length(option["value"], 1, 150, at + "/value");
    }

    private void Image(JsonNode image, string at)
    {
        Length(image["alt_text"], 1, 2000, at + "/alt_text");
        if (image["slack_file"] is JsonObject slackFile)
        {
            var file = workspace.File((string?)slackFile["id"] ?? "");
            if (file is not { IsComplete: true } || !FakeSlackMethods.IsUsable(file) || !FakeSlackMethods.MimeType(file.Name).StartsWith("image/", StringComparison.Ordinal))
                errors.Add($"[ERROR] invalid slack file [json-pointer:{at}/slack_file]");
        }
        else if (image["image_url"] is null)
        {
            errors.Add($"[ERROR] missing image_url or slack_file [json-pointer:{at}]");
        }
    }

    private void Plain(JsonNode? text, int most, string at)
    {
        if ((string?)text?["type"] != "plain_text")
            errors.Add($"[ERROR] must be plain_text [json-pointer:{at}]");
        Text(text, most, at);
    }

    private void Text(JsonNode? text, int most, string at)
    {
        var type = (string?)text?["type"];
        if (type is not ("plain_text" or "mrkdwn"))
            errors.Add($"[ERROR] unsupported type: {type} [json-pointer:{at}/type]");
        else
            Fields(text as JsonObject, at, ["type", "text"], type == "plain_text" ? ["emoji"] : ["verbatim"]);
        Length(text?["text"], 1, most, at + "/text");
    }

    private void Unique(JsonArray? elements, string at)
    {
        var ids = elements?.Select(e => (string?)e?["action_id"]).ToList() ?? [];
        if (ids.Distinct().Count() < ids.Count)
            errors.Add($"[ERROR] action_id already exists [json-pointer:{at}]");
    }

    private void Each(JsonNode? items, int most, string at, Action<JsonNode, string> check)
    {
        if (items is null)
            return;
        if (items is not JsonArray { Count: > 0 } array)
        {
            errors.Add($"[ERROR] must be an array with items [json-pointer:{at}]");
            return;
        }
        if (array.Count > most)
            errors.Add($"[ERROR] no more than {most} items allowed [json-pointer:{at}]");
        for (var i = 0; i < array.Count; i++)
            check(array[i]!, $"{at}/{i}");
    }

    private void Length(JsonNode? text, int least, int most, string at)
    {
        if (text is null)
            return;
        if (text.GetValueKind() != System.Text.Json.JsonValueKind.String)
            errors.Add($"[ERROR] must be a string [json-pointer:{at}]");
        else if (((string)text!).Length < least)
            errors.Add($"[ERROR] must be more than {least - 1} characters [json-pointer:{at}]");
        else if (((string)text!).Length > most)
            errors.Add($"[ERROR] must be less than {most + 1} characters [json-pointer:{at}]");
    }

    private void Fields(JsonObject? json, string at, string[] required, string[] optional)
    {
        foreach (var name in required.Where(n => json?[n] is null))
            errors.Add($"[ERROR] missing required field: {name} [json-pointer:{at}]");
        foreach (var (name, _) in json ?? [])
            if (!required.Contains(name) && !optional.Contains(name))
                errors.Add($"[ERROR] invalid additional property: {name} [json-pointer:{at}]");
    }
}
