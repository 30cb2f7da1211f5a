import { Failure } from '../../contract/failure.ts';

/**
 * Does a door's work on books that no running Lobby may have open; if one has, the failure says how to do it there.
 * @param instead a sentence: where in the Lobby window the same is done
 */
export async function onUnusedBooks<Result>(instead: string, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'database_locked')) throw error;
    throw new Failure(error.code, `${error.message} ${instead}`, { cause: error });
  }
}
