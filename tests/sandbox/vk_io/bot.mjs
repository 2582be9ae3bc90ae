// A community's bot made of vk-io alone: publishes, answers, listens. Usage: node bot.mjs ADDRESS PICTURE
//
// Speaks JSON, one object a line: what it published, once it also listens; then, after a citizen has commented
// the post and another has written to the community, what it heard and what it answered.
import { Agent } from 'node:http';
import { VK } from 'vk-io';

const GROUP = 1;
const [address, picture] = process.argv.slice(2);

function client(token) {
  // The agent is there because vk-io's own speaks TLS only.
  return new VK({ token, apiBaseUrl: `${address}/method`, agent: new Agent(), pollingGroupId: GROUP });
}

function say(line) {
  process.stdout.write(JSON.stringify(line) + '\n');
}

function heard(context) {
  return { type: context.type, subTypes: context.subTypes, from: context.fromId ?? context.senderId, text: context.text };
}

const editor = client('demo-user');
const community = client('demo-community');

const photo = await editor.upload.wallPhoto({ group_id: GROUP, source: { value: picture } });
const posted = await editor.api.wall.post({
  owner_id: -GROUP,
  from_group: 1,
  message: 'День открытых дверей',
  attachments: String(photo),
});
const here = { owner_id: -GROUP, post_id: posted.post_id };
const comment = await community.api.wall.createComment({ ...here, message: 'Ждём вас!' });
const { items } = await editor.api.wall.getComments(here);

const comments = new Promise((resolve, reject) => {
  community.updates.on('comment', async (context) => {
    if (context.fromId !== -GROUP && context.isNew) {
      const answer = { ...here, reply_to_comment: context.id, message: 'С девяти утра' };
      community.api.wall.createComment(answer).then(
        (reply) => resolve({ ...heard(context), reply: reply.comment_id }),
        reject,
      );
    }
  });
});
const messages = new Promise((resolve, reject) => {
  community.updates.on('message_new', (context) => {
    context.send('По номеру 122').then(
      (sent) => resolve({ ...heard(context), sent: sent.id }),
      reject,
    );
  });
});
await community.updates.startPolling();
say({ photo: String(photo), post: posted.post_id, comment: comment.comment_id, read: items.map(({ text }) => text) });

say({ comment: await comments, message: await messages });
await community.updates.stop();
process.exit(0);
