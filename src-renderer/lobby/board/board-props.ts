import type { Board } from '../../../src-main/contract/board.ts';
import type { History } from './history.ts';

/** What the live board shows, as a picture or as tables. */
export interface BoardProps {
  readonly history: History;
  readonly latest: Board;
  readonly threads: number;
  readonly mask: boolean;
  readonly onMask: (mask: boolean) => void;
  readonly onSession: (session: string) => void;
}
