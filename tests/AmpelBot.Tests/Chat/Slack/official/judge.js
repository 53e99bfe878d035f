// Slack's own clients against the fake Slack. One JSON line on standard output for each thing done; complaints go to standard error.
//   node judge.js ADDRESS BOT_TOKEN APP_TOKEN BLOCKS_FILE PICTURE
const fs = require('node:fs');
const { WebClient, LogLevel } = require('@slack/web-api');
const { SocketModeClient } = require('@slack/socket-mode');

const [address, botToken, appToken, blocksFile, picture] = process.argv.slice(2);
const slackApiUrl = `${address}api/`;
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

async function web() {
  const client = new WebClient(botToken, { slackApiUrl, logLevel: LogLevel.WARN });
  const me = await client.auth.test();
  const blocks = JSON.parse(fs.readFileSync(blocksFile, 'utf8'));
  const top = await client.chat.postMessage({ channel: 'C0GW', text: 'official', blocks, metadata: { event_type: 'official', event_payload: { key: 'k' } } });
  await client.chat.update({ channel: 'C0GW', ts: top.ts, text: 'official, edited', blocks });
  await client.filesUploadV2({ channel_id: 'C0GW', thread_ts: top.ts, file: picture, filename: 'skymap.png', title: 'Sky map' });
  await client.reactions.add({ channel: 'C0GW', timestamp: top.ts, name: 'eyes' });
  const replies = await client.conversations.replies({ channel: 'C0GW', ts: top.ts, include_all_metadata: true });
  const user = await client.users.info({ user: 'U0ALICE' });
  const refusal = await client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }).catch((e) => e.data?.error);
  say({ web: { user: me.user_id, replies: replies.messages.length, key: replies.messages[0].metadata.event_payload.key, name: user.user.profile.display_name, refusal } });
}

async function socket() {
  const client = new SocketModeClient({ appToken, clientOptions: { slackApiUrl }, logLevel: LogLevel.WARN, clientPingTimeout: 1500 });
  client.on('slack_event', async ({ ack, type, body, retry_num }) => {
    await ack(type === 'slash_commands' ? { text: 'from the official client' } : undefined);
    say({ envelope: type, event: body.event?.type ?? body.command ?? body.type, retry: retry_num ?? 0 });
  });
  client.on('connected', () => say({ connected: true }));
  client.on('error', (e) => process.stderr.write(`${e}\n`));
  await client.start();
  process.stdin.resume();
  process.stdin.on('end', async () => {
    await client.disconnect();
    say({ bye: true });
    process.exit(0);
  });
}

web().then(socket).catch((e) => {
  process.stderr.write(`${e.stack}\n`);
  process.exit(1);
});
