import { Failure } from '../../../contract/failure.ts';

/** A read of the source does not return: its thread is lost, so the process must be replaced. */
export class StuckSource extends Failure {}
