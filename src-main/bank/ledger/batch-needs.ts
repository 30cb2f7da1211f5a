import type { OrderedRequest, Sequence } from './request.ts';
import type { BatchNeeds } from './store.ts';

/** The earlier transfers that the ledger may look up while it decides these requests. */
export function batchNeeds(requests: readonly OrderedRequest[]): BatchNeeds {
  const keys = new Set<string>();
  const sequences = new Set<Sequence>();
  for (const request of requests) {
    if ('key' in request) keys.add(request.key);
    if ('reservation' in request) keys.add(request.reservation);
    if (request.op === 'reverse') sequences.add(request.refers);
  }
  return { keys: [...keys], sequences: [...sequences] };
}
