import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { LineInput } from '../../../src-main/atm/text/line-input.ts';

/** What somebody reads who looks at a dialogue that a script has led: one line for each question. */
test('from a pipe each answer stands behind its question, but for what is hidden', async () => {
  let written = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const script = new PassThrough();
  const input = new LineInput(script, output);
  script.end('1998\n998\n1\n');
  const answers = [await input.ask('Account number: '), await input.ask('PIN: ', true), await input.ask('Choose: ')];
  expect([...answers, await input.ask('Choose: ')]).toEqual(['1998', '998', '1', null]);
  input.close();
  expect(written).toBe('Account number: 1998\nPIN: ***\nChoose: 1\nChoose: \n');
});
