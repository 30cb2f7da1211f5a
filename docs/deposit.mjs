import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

// node docs/deposit.mjs [PORT]
const port = Number(process.argv[2] ?? 9998);
if (!(port > 0 && port < 65536)) stop(`'${process.argv[2]}' is no port.`);
const bank = connect(port, '127.0.0.1').on('error', ({ code }) => stop(`No bank answers at port ${port} (${code}).`));
const lines = createInterface({ input: bank })[Symbol.asyncIterator]();
function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
let id = 0;
async function ask(op, fields = {}) {
  id += 1;
  bank.write(`${JSON.stringify({ id, op, ...fields })}\n`);
  for (;;) {
    const { value } = await lines.next();
    const message = value === undefined ? stop(`The bank hung up at '${op}'.`) : JSON.parse(value);
    if (message.id !== id) continue; // an event has no id
    return message.ok ? message : stop(`'${op}' was refused: ${message.error.message}`);
  }
}
await ask('hello', { version: 1 });
console.log(await ask('login', { account: '1998', pin: '998' }));
console.log(await ask('deposit', { amount: 2500, key: randomUUID() }));
console.log(await ask('leave'));
