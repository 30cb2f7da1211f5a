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

/** The number on a receipt, where the text is one. */
export function receiptIn({ text }: Filter): number | null {
  const wanted = text.trim().replace(/^#/, '');
  return /^\d{1,15}$/.test(wanted) ? Number(wanted) : null;
}

/** The request that made the transfer with the number that its receipt has. */
export function byReceipt(sequence: number, requests: readonly TraceRequest[]): TraceRequest | undefined {
  return requests.findLast((one) => one.sequence === sequence && !one.repeated);
}
