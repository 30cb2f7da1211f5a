import { expect, test } from 'vitest';
import { findStartFault } from '../../../shared/suite-options.mjs';

/** Proves that what is wrong with the words of `npm start` is seen before anything is installed. */
test.each([
  [['--colour', 'red'], "There is no option '--colour'."],
  [['--port', '7001', '-q'], "There is no option '-q'."],
  [['--no-open', '--data'], '--data takes a value.'],
  [['--no-open=yes'], '--no-open takes no value.'],
  [['--port', '65536'], "--port takes a whole number from 0 to 65535, not '65536'."],
  [['--shell-port=x'], "--shell-port takes a whole number from 0 to 65535, not 'x'."],
  [['--data='], '--data takes the name of a folder, not an empty word.'],
  [['atm'], "Unexpected argument 'atm'."],
])('%j: %s', (args, fault) => {
  expect(findStartFault(args)).toBe(fault);
});

test.each([[[]], [['--port=0', '--no-open']], [['LOBBY://open?windows=atm', '--data', '/tmp']]])(
  '%j is right',
  (args) => {
    expect(findStartFault(args)).toBeUndefined();
  },
);
