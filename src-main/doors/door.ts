/** One way in: a subcommand of `npm run lobby --`. One file each in this folder. */
export interface Door {
  readonly name: string;
  /** One line for the list of doors. */
  readonly summary: string;
  /** The whole `--help` text. */
  readonly help: string;
  /** Runs to the end and gives the exit code. Throws Failure for what should be told in one sentence. */
  run(argv: readonly string[]): Promise<number>;
}
