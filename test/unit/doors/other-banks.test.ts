import { expect, test } from 'vitest';
import { parseOtherBank } from '../../../src-main/contract/addresses/other-banks.ts';

/** Proves how the address of another bank is read, with the fingerprint that it has to prove itself by. */
const HEX = '0123456789abcdef'.repeat(4);
const PAIRS = (HEX.match(/../g) ?? []).join(':').toUpperCase();

test.each([
  ['bank2:9000', { host: 'bank2', port: 9_000, fingerprint: null }],
  ['bank2.example', { host: 'bank2.example', port: 9_998, fingerprint: null }],
  [`[::1]:9000 ${HEX}`, { host: '::1', port: 9_000, fingerprint: HEX }],
  [`  192.0.2.7:1 \t ${PAIRS} `, { host: '192.0.2.7', port: 1, fingerprint: PAIRS }],
  ['', undefined],
  ['bank2:0', undefined],
  ['bank2:9000 ab', undefined],
  [`bank2 ${HEX}0`, undefined],
  [`bank2 ${HEX} more`, undefined],
  [`bank2:9000,bank3:9000`, undefined],
  [HEX, { host: HEX, port: 9_998, fingerprint: null }],
])('%j', (text, bank) => {
  expect(parseOtherBank(text)).toEqual(bank);
});
