import { Failure } from '../../../src-main/contract/failure.ts';
import { download } from '../../../src-main/shell/updates/download.ts';

/** Downloads a file as Lobby would, in a process whose files may be limited, and prints how it ended. */
const [address = '', size = '', sha512 = '', path = ''] = process.argv.slice(2);
const file = { address, size: Number(size), sha512 };
await download(file, path, { signal: new AbortController().signal, onPart: () => {} }).then(
  () => process.stdout.write('done'),
  (error: unknown) =>
    process.stdout.write(error instanceof Failure ? `${error.code}: ${error.message}` : String(error)),
);
