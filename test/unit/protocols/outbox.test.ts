/** Proves that what a text protocol has to say leaves as one write, in its encoding. */
import { expect, test } from 'vitest';
import { Outbox } from '../../../src-main/bank/protocols/outbox.ts';
import type { TextEncoding } from '../../../src-main/bank/protocols/protocol.ts';
import { Conversation } from './conversation.ts';

class Wire extends Conversation {
  readonly sent: [string, TextEncoding][] = [];
  override send(text: string, encoding: TextEncoding): void {
    this.sent.push([text, encoding]);
  }
}

test('what is gathered is sent as one text, once', () => {
  const wire = new Wire();
  const outbox = new Outbox(wire, 'utf8');
  outbox.add('Can’t');
  outbox.add('.\n');
  outbox.send();
  outbox.send();
  expect(wire.sent).toEqual([['Can’t.\n', 'utf8']]);
});
