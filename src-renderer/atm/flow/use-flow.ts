import { useCallback, useEffect, useRef, useState } from 'react';
import type { AtmState } from '../../../src-main/contract/atm.ts';
import { failureFields } from '../../../src-main/contract/failure.ts';
import type { WindowBridge } from '../../../src-main/contract/windows.ts';
import { type Answer, type Ask, type Flow, type FlowEvent, START } from './states.ts';
import { step } from './step.ts';

/**
 * Runs the flow: holds the screen, asks the suite what a step wants asked, and feeds the answers back.
 * @param connected false while the suite does not answer: a session does not outlive its connection
 */
export function useFlow(bridge: WindowBridge, state: AtmState, connected: boolean) {
  const [flow, setFlow] = useState<Flow>(START);
  // Two events can come before React draws: the second must see the screen that the first made.
  const current = useRef<Flow>(START);
  const asked = useRef(0);
  const latest = useRef(state);
  latest.current = state;
  // How the session before ended must not end a new one whose own state is still on its way.
  const beforeLogin = useRef<AtmState>(undefined);

  const send = useCallback(
    (event: FlowEvent) => {
      const known = latest.current;
      const facts = { available: known.at === 'customer' ? known.balance : null };
      const { flow: next, ask } = step(current.current, event, facts);
      if (next.at === 'checking') beforeLogin.current = known;
      current.current = next;
      setFlow(next);
      if (ask === null) return;
      asked.current += 1;
      const number = asked.current;
      // The answer to a question that was given up is not the answer to the next of its kind.
      const hear = (event: FlowEvent) => {
        if (number === asked.current) send(event);
      };
      answerOf(bridge, ask).then(
        (answer) => hear({ type: 'answered', answer }),
        (thrown: unknown) => hear({ type: 'failed', failure: failureFields(thrown) }),
      );
    },
    [bridge],
  );

  // Looked at after each change of screen too: a session can end while a request is still being answered.
  const told = state !== beforeLogin.current && 'ended' in state ? state.ended : null;
  const ended = connected ? told : 'lost';
  // biome-ignore lint/correctness/useExhaustiveDependencies: flow.at is the moment to look again
  useEffect(() => {
    if (ended !== null) send({ type: 'ended', reason: ended });
  }, [ended, flow.at, send]);

  return { flow, send };
}

async function answerOf(bridge: WindowBridge, { call, argument }: Ask): Promise<Answer> {
  // The call and its result belong together by the contract's map, which the union can't express by itself.
  return { call, result: await bridge.call(call, argument) } as Answer;
}
