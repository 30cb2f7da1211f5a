import { createRequire } from 'node:module';

/** `@photostructure/sqlite` has the names of `node:sqlite`; as CommonJS it can't be taken apart by an import. */
const sqlite = createRequire(import.meta.url)('@photostructure/sqlite');
export const { DatabaseSync, StatementSync, backup, constants } = sqlite;
