import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Teletype } from '../../../src-main/bank/protocols/teletype/teletype.ts';
import { Conversation, feed } from './conversation.ts';

/**
 * The teletype protocol byte for byte, with the bytes coming in at every possible split, with and
 * without newlines, and with the ledger answering at once or late.
 */
const MENU = '\nOptions:\n1. Check Balance\n2. Deposit\n3. Withdraw\n4. Exit\nChoose an option: ';
const LOGGED_IN = `Enter account number: Enter PIN: Authentication successful.\n${MENU}`;

function start(atOnce = true): { world: Conversation; machine: Teletype } {
  const world = new Conversation(atOnce);
  const machine = new Teletype(world);
  machine.open();
  return { world, machine };
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

function say(text: string): Conversation {
  const { world, machine } = start();
  machine.receive(bytes(text));
  return world;
}

const WHOLE = '1999\n999\n1\n2\n250.50\n3\r\n100\n9\n2\nx\n3\n9999\n4\n';
const WHOLE_OUTPUT =
  `${LOGGED_IN}Your balance is: $5000\n${MENU}` +
  `Enter amount to deposit: Deposit successful.\n${MENU}` +
  `Enter amount to withdraw: Withdrawal successful.\n${MENU}` +
  `Invalid option. Try again.\n${MENU}` +
  `Enter amount to deposit: Invalid amount. Try again.\n${MENU}` +
  `Enter amount to withdraw: Insufficient funds.\n${MENU}` +
  'Your final balance is: $5150.50\n';

describe('a whole session', () => {
  test('comes out byte for byte', () => {
    const world = say(WHOLE);
    expect(world.output).toBe(WHOLE_OUTPUT);
    expect(world.ended).toBe(true);
  });

  test.each(Array.from(WHOLE, (_, offset) => offset))('is the same when split at byte %i', (offset) => {
    const { world, machine } = start();
    feed(machine, bytes(WHOLE), [offset]);
    expect(world.output).toBe(WHOLE_OUTPUT);
  });

  test('is the same when every byte comes alone', () => {
    const { world, machine } = start();
    feed(
      machine,
      bytes(WHOLE),
      Array.from(WHOLE, (_, offset) => offset),
    );
    expect(world.output).toBe(WHOLE_OUTPUT);
  });

  test('is the same at any splits, with silence ending any answer, and the ledger late', () => {
    const answers = WHOLE.trim().split(/\r?\n/);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('\n', '\r\n', 'silence', 'return and silence'), {
          minLength: answers.length,
          maxLength: answers.length,
        }),
        fc.array(fc.nat(80), { maxLength: 6 }),
        fc.boolean(),
        (ends, splits, late) => {
          const { world, machine } = start(!late);
          const settle = (): void => {
            while (world.waiting > 0) world.answerNext();
          };
          let run = '';
          const flush = (): void => {
            feed(
              machine,
              bytes(run),
              [...splits].sort((a, b) => a - b).filter((at) => at < run.length),
            );
            run = '';
          };
          answers.forEach((answer, index) => {
            const end = ends[index] ?? '\n';
            run += answer + (end.startsWith('\r') || end === '\n' ? end : end === 'silence' ? '' : '\r');
            if (!end.includes('silence')) return;
            flush();
            machine.silence();
            // The newline that belonged to the return comes after the silence: it is no answer of its own.
            if (end !== 'silence') run = '\n';
          });
          flush();
          settle();
          expect(world.output).toBe(WHOLE_OUTPUT);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('answers', () => {
  test('without a newline wait for silence', () => {
    const { world, machine } = start();
    machine.receive(bytes('1998'));
    expect(machine.partial).toBe(true);
    expect(world.output).toBe('Enter account number: ');
    machine.silence();
    expect(world.output).toBe('Enter account number: Enter PIN: ');
    expect(machine.partial).toBe(false);
  });

  test('a PIN that another session changes ends this one', () => {
    const { world, machine } = start();
    machine.receive(bytes('1998\n998\n'));
    machine.pinChanged();
    expect(world.output).toBe(`${LOGGED_IN}The PIN was changed. Log in again. Your final balance is: $3000\n`);
    expect(world.ended).toBe(true);
  });

  describe('an amount without a newline', () => {
    /** A session at which an amount has been asked for. */
    function atAmount(local: boolean) {
      const { world, machine } = start();
      world.local = local;
      machine.receive(bytes('1998\n998\n2\n'));
      return { world, machine };
    }

    test('ends with silence over loopback', () => {
      const { world, machine } = atAmount(true);
      machine.receive(bytes('10'));
      expect(machine.endsBySilence).toBe(true);
      machine.silence();
      expect(world.requests.at(-1)).toMatchObject({ op: 'deposit', amount: 1_000 });
    });

    test('waits for its newline beyond loopback: the rest of it may be late', () => {
      const { world, machine } = atAmount(false);
      machine.receive(bytes('10'));
      expect(machine.endsBySilence).toBe(false);
      // As of a timer that was set for the answer before.
      machine.silence();
      expect(machine.partial).toBe(true);
      machine.receive(bytes('0\n'));
      expect(world.requests.filter(({ op }) => op === 'deposit')).toMatchObject([{ amount: 10_000 }]);
      expect(world.output).toMatch(/Enter amount to deposit: Deposit successful\.\n/);
    });

    test('which never comes moves nothing, and the session ends as when bytes drip', () => {
      const { world, machine } = atAmount(false);
      machine.receive(bytes('10'));
      machine.timeOut('line');
      expect(world.output).toMatch(/Session timed out\. Your final balance is: \$3000\n$/);
      expect(world.requests.some(({ op }) => op === 'deposit')).toBe(false);
    });

    test('is asked for by options that end with silence everywhere', () => {
      const { world, machine } = start();
      world.local = false;
      for (const answer of ['1998', '998', '3']) {
        machine.receive(bytes(answer));
        expect(machine.endsBySilence).toBe(true);
        machine.silence();
      }
      expect(world.output).toBe(`${LOGGED_IN}Enter amount to withdraw: `);
    });
  });

  test('silence with nothing begun is no answer', () => {
    const { world, machine } = start();
    machine.silence();
    expect(world.output).toBe('Enter account number: ');
  });

  test('silence while the ledger is asked ends the answer that waits', () => {
    const { world, machine } = start(false);
    machine.receive(bytes('1998\n998\n'));
    machine.receive(bytes('1'));
    machine.silence();
    machine.receive(bytes('4\n'));
    expect(world.waiting).toBe(1);
    world.answerNext();
    expect(world.output).toBe(`${LOGGED_IN}Your balance is: $3000\n${MENU}Your final balance is: $3000\n`);
  });

  test.each([
    ['spaces around an option', ' 1 \n', `Your balance is: $5000\n${MENU}`],
    ['an empty option', '\n', `Invalid option. Try again.\n${MENU}`],
    ['bytes that are not UTF-8', '\xff\xfe\n', `Invalid option. Try again.\n${MENU}`],
    ['half a UTF-8 character', '\xc3\n', `Invalid option. Try again.\n${MENU}`],
    ['an option that begins like another', '11\n', `Invalid option. Try again.\n${MENU}`],
    ['an empty amount', '2\n\n', `Enter amount to deposit: Invalid amount. Try again.\n${MENU}`],
    ['an amount that is not UTF-8', '2\n5\xa0\n', `Enter amount to deposit: Invalid amount. Try again.\n${MENU}`],
    ['an amount with a dollar sign', '2\n $12 \n', `Enter amount to deposit: Deposit successful.\n${MENU}`],
  ])('%s', (_name, input, output) => {
    expect(say(`1999\n999\n${input}`).output).toBe(LOGGED_IN + output);
  });

  test.each(['nan', 'inf', '1e5', '-5', '0', '1,000', '0x10', '1000000.01', '1.234', '.', '$', '١٢'])(
    'no amount: %s moves nothing',
    (amount) => {
      const { world, machine } = start();
      machine.receive(Buffer.from(`1999\n999\n2\n${amount}\n`, 'utf8'));
      expect(world.output).toBe(`${LOGGED_IN}Enter amount to deposit: Invalid amount. Try again.\n${MENU}`);
      expect(world.requests.map((request) => request.op)).toEqual(['authenticate']);
    },
  );

  test('of 256 bytes are taken, one more closes', () => {
    expect(say(`${'1'.repeat(256)}\r\n`).output).toBe('Enter account number: Enter PIN: ');
    for (const end of ['', '\n', '\r\n']) {
      const world = say('1'.repeat(257) + end);
      expect(world.output).toBe('Enter account number: Line too long.\n');
      expect(world.ended).toBe(true);
    }
  });

  test('before a line too long are still answered', () => {
    expect(say(`1998\n998\n1\n${'x'.repeat(300)}`).output).toBe(
      `${LOGGED_IN}Your balance is: $3000\n${MENU}Line too long.\n`,
    );
  });
});

describe('log-in', () => {
  test.each(['1999\n998\n', '77\n999\n', 'abc\n\xff\n', '\n\n'])('%j fails and closes', (input) => {
    const world = say(`${input}1\n`);
    expect(world.output).toBe('Enter account number: Enter PIN: Authentication failed.\n');
    expect(world.ended).toBe(true);
  });

  test('of a locked account is told and closes', () => {
    const { world, machine } = start();
    world.refuseAuthentication = 'account_locked';
    machine.receive(bytes('1999\n999\n'));
    expect(world.output).toBe('Enter account number: Enter PIN: Account locked. Try again later.\n');
    expect(world.ended).toBe(true);
  });

  test('never shows the PIN to the transcript', () => {
    expect(say('1999\n999\n1\n').heardTexts).toEqual(['1999', '***', '1']);
  });

  test('shows no PIN to the transcript where it is typed too early or too late', () => {
    expect(say('1999 999\n').heardTexts).toEqual(['(8 bytes that are no account number)']);
    expect(say('1999\n999\n999\n9\n').heardTexts).toEqual(['1999', '***', '(3 bytes that are no option)', '9']);
  });
});

describe('writes', () => {
  test('a reply and the menu leave in one write', () => {
    const { world, machine } = start();
    for (const answer of ['1998\n', '998\n', '1\n', '2\n', '5\n']) machine.receive(bytes(answer));
    expect(world.writes).toEqual([
      'Enter account number: ',
      'Enter PIN: ',
      `Authentication successful.\n${MENU}`,
      `Your balance is: $3000\n${MENU}`,
      'Enter amount to deposit: ',
      `Deposit successful.\n${MENU}`,
    ]);
  });

  test('option and amount in one segment are answered in one write', () => {
    const { world, machine } = start(false);
    machine.receive(bytes('1998\n998\n'));
    world.answerNext();
    const before = world.writes.length;
    machine.receive(bytes('2\n5\n'));
    world.answerNext();
    expect(world.writes.slice(before)).toEqual([`Enter amount to deposit: Deposit successful.\n${MENU}`]);
  });

  test('answers stop being taken while the client does not read', () => {
    const { world, machine } = start();
    machine.receive(bytes('1998\n998\n'));
    world.blocked = true;
    machine.receive(bytes('1\n1\n'));
    expect(world.output).toBe(LOGGED_IN);
    world.blocked = false;
    machine.resume();
    expect(world.output).toBe(`${LOGGED_IN}${`Your balance is: $3000\n${MENU}`.repeat(2)}`);
  });
});

describe('money', () => {
  test('has a key of its own for every request', () => {
    const world = say('1999\n999\n2\n5\n2\n5\n3\n5\n');
    const keys = world.requests.flatMap((request) => ('key' in request ? [request.key] : []));
    expect(keys).toEqual(['key#1', 'key#2', 'key#3']);
  });

  test.each([
    ['limit_exceeded', `Daily limit exceeded.\n${MENU}`, false],
    ['unavailable', `Service unavailable. Try again later.\n${MENU}`, false],
    ['balance_too_large', `The account cannot hold this amount.\n${MENU}`, false],
    ['cash_too_large', `The bank cannot hold this amount.\n${MENU}`, false],
    ['account_locked', 'Account locked. Try again later.\n', true],
  ] as const)('refused with %s is told', (refusal, output, ends) => {
    const { world, machine } = start();
    world.refuseMoney = refusal;
    machine.receive(bytes('1999\n999\n3\n5\n'));
    expect(world.output).toBe(`${LOGGED_IN}Enter amount to withdraw: ${output}`);
    expect(world.ended).toBe(ends);
  });

  test('a balance that only the ledger knows is asked for', () => {
    const { world, machine } = start();
    world.sharesBalances = false;
    machine.receive(bytes('1999\n999\n1\n4\n'));
    expect(world.output).toBe(`${LOGGED_IN}Your balance is: $5000\n${MENU}Your final balance is: $5000\n`);
    expect(world.ended).toBe(true);
  });
});

describe('endings', () => {
  test('silence beyond the limit tells the final balance after log-in, and none before', () => {
    const before = start();
    before.machine.timeOut('login');
    expect(before.world.output).toBe('Enter account number: Session timed out.\n');
    const after = start();
    after.machine.receive(bytes('1998\n998\n'));
    after.machine.timeOut('idle');
    expect(after.world.output).toBe(`${LOGGED_IN}Session timed out. Your final balance is: $3000\n`);
    expect(after.world.ended).toBe(true);
  });

  test('a closing bank answers what is pending, and nothing after it', () => {
    const { world, machine } = start(false);
    machine.receive(bytes('1998\n998\n'));
    world.answerNext();
    machine.receive(bytes('2\n5\n2\n7\n'));
    machine.closing();
    expect(world.ended).toBe(false);
    world.answerNext();
    expect(world.output).toBe(
      `${LOGGED_IN}Enter amount to deposit: Deposit successful.\n${MENU}The bank is closing. Your final balance is: $3005\n`,
    );
    expect(world.waiting).toBe(0);
    expect(world.ended).toBe(true);
  });

  test('a lost ledger leaves the outcome unknown, and says so', () => {
    const { world, machine } = start(false);
    machine.receive(bytes('1998\n998\n'));
    world.answerNext();
    machine.lost();
    expect(world.ended).toBe(false);
    machine.receive(bytes('2\n5\n'));
    machine.lost();
    expect(world.output).toContain('The outcome of this request is unknown. Check your balance.\n');
    expect(world.ended).toBe(true);
    world.answerNext();
  });

  test('what came before the client closed its side is answered', () => {
    const { world, machine } = start(false);
    machine.receive(bytes('1998\n998\n1\n4'));
    machine.finish();
    world.answerNext();
    expect(world.output).toBe(`${LOGGED_IN}Your balance is: $3000\n${MENU}Your final balance is: $3000\n`);
    expect(world.ended).toBe(true);
  });

  test('half an amount, cut off by the end of input, moves nothing', () => {
    const { world, machine } = start();
    machine.receive(bytes('1998\n998\n2\n10'));
    machine.finish();
    expect(world.requests.map((request) => request.op)).toEqual(['authenticate']);
    expect(world.ended).toBe(true);
  });

  test('a cut connection with a request pending is quiet', () => {
    const { world, machine } = start(false);
    machine.receive(bytes('1998\n998\n'));
    machine.cut();
    const said = world.output;
    world.answerNext();
    expect(world.output).toBe(said);
    expect(machine.account).toBeNull();
  });

  test('a bank without room says so', () => {
    const world = new Conversation();
    new Teletype(world).refuse();
    expect(world.output).toBe('The bank is full. Try again later.\n');
    expect(world.ended).toBe(true);
  });
});

test('any bytes at all never throw, and only whole amounts move money', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (chunks) => {
      const { world, machine } = start();
      for (const chunk of chunks) {
        machine.receive(chunk);
        if (chunk.length % 3 === 0) machine.silence();
      }
      expect(world.requests.every((request) => request.op === 'authenticate')).toBe(true);
    }),
    { numRuns: 500 },
  );
});
