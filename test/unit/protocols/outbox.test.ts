/** Proves that what leaves a text protocol is bytes of its encoding, each text as one write. */
import { expect, test } from 'vitest';
import { Outbox } from '../../../src-main/bank/protocols/outbox.ts';
import { Conversation } from './conversation.ts';

class Wire extends Conversation {
  readonly sent: Uint8Array[] = [];
  override send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }
}

test('a text is counted by its bytes', () => {
  const wire = new Wire();
  const outbox = new Outbox(wire, 'utf8');
  outbox.add('Can’t');
  outbox.add('.\n');
  outbox.send();
  outbox.send();
  expect(wire.sent.map((bytes) => bytes.length)).toEqual([9]);
});
