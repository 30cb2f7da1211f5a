import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOCUMENT, terminalDocument } from '../../../scripts/terminal-protocol.ts';
import { terminalErrorCodeSchema, terminalReplySchemas } from '../../../src-main/contract/terminal.ts';

test('docs/terminal-protocol.md is what the schemas make; mend with: node scripts/terminal-protocol.ts (Node 24)', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(terminalDocument());
});

test('every operation and every error is in it', () => {
  const document = terminalDocument();
  for (const op of Object.keys(terminalReplySchemas)) expect(document).toContain(`### \`${op}\``);
  for (const code of terminalErrorCodeSchema.options) expect(document).toContain(`| \`${code}\` |`);
});
