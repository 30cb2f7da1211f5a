import { OPERATIONS, type OrderedRequest, type Sequence } from './request.ts';
import type { BatchNeeds } from './store.ts';
import type { TransferRecord } from './transfer-record.ts';

/** Of a batch that writes what no earlier transfer can decide. */
export const NOTHING_NEEDED: BatchNeeds = { writes: true, keys: [], reservations: [], reserves: [], sequences: [] };

/**
 * The earlier transfers that the ledger may look up while it decides these requests.
 * @param openReserve the open reserve that was made under a key
 */
export function batchNeeds(
  requests: readonly OrderedRequest[],
  openReserve: (key: string) => TransferRecord | undefined,
): BatchNeeds {
  const keys = new Set<string>();
  const reservations = new Set<string>();
  const reserves = new Set<TransferRecord>();
  const sequences = new Set<Sequence>();
  for (const request of requests) {
    if ('key' in request) keys.add(request.key);
    if ('reservation' in request) {
      const reserve = openReserve(request.reservation);
      if (reserve === undefined) reservations.add(request.reservation);
      else reserves.add(reserve);
    }
    if (request.op === 'reverse') sequences.add(request.refers);
  }
  return {
    // A PIN that is checked is counted in the books.
    writes: requests.some(({ op }) => op === 'authenticate' || !OPERATIONS[op].harmless),
    keys: [...keys],
    reservations: [...reservations],
    reserves: [...reserves],
    sequences: [...sequences],
  };
}
