import type { TraceRequest, TraceSession } from '../../src-main/contract/trace/trace.ts';

/** Which requests are looked at. */
export interface Filter {
  /** Part of a session's name, an account, an operation, or a receipt number. */
  readonly text: string;
  readonly outcome: 'all' | TraceRequest['outcome'];
}

export const NO_FILTER: Filter = { text: '', outcome: 'all' };

/** @param sessions names of sessions by their numbers */
export function filterOf({ text, outcome }: Filter, sessions: ReadonlyMap<number, TraceSession>) {
  const wanted = text.trim().toLowerCase();
  return (request: TraceRequest): boolean => {
    if (outcome !== 'all' && request.outcome !== outcome) return false;
    if (wanted === '') return true;
    const session = sessions.get(request.session);
    const fields = [session?.terminal, `#${request.session}`, request.account, request.to, request.op];
    return (
      String(request.sequence) === wanted || fields.some((field) => field?.toLowerCase().includes(wanted) === true)
    );
  };
}

/** Where the text is a receipt number: the request that made that transfer. */
export function byReceipt({ text }: Filter, requests: readonly TraceRequest[]): TraceRequest | undefined {
  const wanted = text.trim().replace(/^#/, '');
  if (!/^\d+$/.test(wanted)) return undefined;
  return requests.findLast(({ sequence, repeated }) => sequence === Number(wanted) && !repeated);
}
