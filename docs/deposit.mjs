import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const bank = connect(Number(process.argv[2] ?? 9998), '127.0.0.1');
const lines = createInterface({ input: bank })[Symbol.asyncIterator]();
let id = 0;
async function ask(op, fields = {}) {
  id += 1;
  bank.write(`${JSON.stringify({ id, op, ...fields })}\n`);
  for (;;) {
    const message = JSON.parse((await lines.next()).value);
    if (message.id === id) return message; // an event has no id
  }
}
await ask('hello', { version: 1 });
console.log(await ask('login', { account: '1998', pin: '998' }));
console.log(await ask('deposit', { amount: 2500, key: randomUUID() }));
console.log(await ask('leave'));
