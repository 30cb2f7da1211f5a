/** Failures of machines and windows; the bank's refusals have their words in src-main/contract/refusals.ts. */
export const failures = {
  bank_unreachable: 'The bank can’t be reached. Nothing has moved. This machine reconnects by itself.',
  connection_lost: 'The connection was lost before the answer came. Nothing has moved. Try again.',
  outcome_unknown:
    'The connection was lost before the bank could answer, so the outcome is not known yet. It is settled when you log in again: nothing is done twice.',
  not_payable: 'This machine doesn’t have the notes for that amount. Enter another one.',
  nothing_paid: 'The machine could not pay out. Nothing was taken from your account.',
  terminal_closed: 'This machine has been switched off. Close the window and open a new ATM.',
  suite_lost: 'Lobby doesn’t answer. It reconnects by itself as soon as Lobby runs again.',
};

/** The bank's ports, in the window that has fields for them; the command line's sentences name its options. */
export const ports = {
  port_in_use: (port: string) =>
    `Another program, perhaps another Lobby, uses port ${port}. Stop it, or put another port into the field below.`,
  port_denied: (port: string) =>
    `The system doesn’t let Lobby use port ${port}. Put one from 1024 up into the field below.`,
  listen_failed: (port: string) => `Port ${port} can’t be opened. Put another one into the field below.`,
};

/**
 * Failures whose own sentence names a file, a device or an address: English shows that sentence, the other languages
 * have one of their own here.
 */
export const sentences = {} as { readonly [Code in SentenceCode]?: string };

/** What is wrong with the file of settings; names and values stand as they are written there. */
export const settingsFile = {
  wrongValue: (setting: string, used: string) =>
    `In settings.json, the value of ${setting} is wrong; its default, ${used}, is used.`,
  wrongGroup: (setting: string) => `In settings.json, what stands for ${setting} is wrong; its defaults are used.`,
  unreadable: (keptAs: string) =>
    `The file settings.json can’t be read, so the defaults are used. When you change a setting, it is kept as ${keptAs}.`,
};

type SentenceCode =
  | 'address_unavailable'
  | 'certificate_unreadable'
  | 'certificate_unwritable'
  | 'database_damaged'
  | 'database_foreign'
  | 'database_locked'
  | 'database_newer'
  | 'database_unavailable'
  | 'books_denied'
  | 'books_full'
  | 'books_read_only'
  | 'books_shared'
  | 'books_slow'
  | 'books_too_old'
  | 'books_unreachable'
  | 'other_bank_books'
  | 'other_bank_certificate'
  | 'other_bank_unreachable'
  | 'pin_key_missing'
  | 'pin_key_other'
  | 'pin_key_unreadable'
  | 'journal'
  | 'log_unwritable'
  | 'bank_closed'
  | 'time_to_come'
  | 'nothing_opens'
  | 'update_missing'
  | 'update_unreachable'
  | 'update_differs'
  | 'update_disk_full'
  | 'update_folder'
  | 'ledger_lost'
  | 'ledger_not_copied'
  | 'check_elsewhere'
  | 'check_lost'
  | 'crowd_running'
  | 'crowd_lost'
  | 'crowd_bank_gone'
  | 'crowd_accounts'
  | 'settings_not_saved'
  | 'camera_missing'
  | 'camera_busy'
  | 'camera_forbidden'
  | 'camera_denied'
  | 'camera_lost'
  | 'source_missing'
  | 'source_unreadable'
  | 'folder_empty'
  | 'stream_unreachable'
  | 'stream_lost'
  | 'demo_missing'
  | 'opencv_missing'
  | 'model_missing';
