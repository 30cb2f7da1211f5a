import { afterEach, expect, test } from 'vitest';
import { describeWhere } from '../../describe-where.ts';
import { startTwo } from '../../faults/postgres/bank-processes.ts';
import { failOver } from '../../faults/postgres/fail-over.ts';
import { freeze, kill } from '../../faults/postgres/lost-bank.ts';
import { expectGood } from '../../faults/postgres/recorded-load.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';

/** Banks and databases that are lost at random moments, many times: no acknowledged cent lost, none invented. */
afterEach(dropBooks);

const random = (): number => Math.floor(Math.random() * 1_000_000);

describeWhere(WITHOUT_POSTGRES, 'two banks', () => {
  test.each([
    ['frozen', freeze],
    ['killed', kill],
  ])('of which one is %s under load, 20 times', async (_words, lose) => {
    const url = (await testCluster()).url();
    const banks = await startTwo(url);
    for (let round = 0; round < 20; round += 1) await lose(banks, random());
    await expectGood(url, banks[0]);
    expect.hasAssertions();
  });

  test.each([1, 2, 3, 4, 5])('whose standby is promoted under load, promotion %i of 5', async () => {
    await failOver(random());
  });
});
