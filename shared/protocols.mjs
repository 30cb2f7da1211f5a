/**
 * The protocols that the bank speaks, one row each. Settings, options and their help, listeners, their failures, the
 * board, the metrics and the windows walk this table, so that a protocol costs a row here, its machine in
 * src-main/bank/protocols, and its words in each catalogue of the windows.
 *
 * - `name`: in statuses, metrics and code
 * - `setting`: its port's name in settings.json, under `bank`
 * - `option`: its port's name on command lines
 * - `port`: the port it listens on by default; null: it isn't opened unless a port is chosen
 * - `tls`: whether it speaks TLS beyond loopback, and wherever the owner gives a certificate
 * - `purpose`: whom it is for, as `--help` says it
 */
export const PROTOCOLS = /** @type {const} */ ([
  {
    name: 'teletype',
    setting: 'teletypePort',
    option: 'port',
    port: 9999,
    tls: false,
    purpose: 'for nc, telnet and small scripts',
  },
  {
    name: 'terminal',
    setting: 'terminalPort',
    option: 'terminal-port',
    port: 9998,
    tls: true,
    purpose: 'for ATMs and programs',
  },
]);

/** @typedef {(typeof PROTOCOLS)[number]} Protocol */

/**
 * The options that choose ports, for util.parseArgs.
 * @type {{ readonly [Row in Protocol as Row['option']]: { readonly type: 'string' } }}
 */
export const PORT_OPTIONS = /** @type {never} */ (
  Object.fromEntries(PROTOCOLS.map(({ option }) => [option, { type: 'string' }]))
);

/** The lines of `--help` on the ports of a suite. @param {number} width columns before the explanations */
export function suitePortsHelp(width) {
  return PROTOCOLS.map(({ name, option, port }) => {
    const usually = port === null ? 'no port' : port;
    return `${`  --${option} PORT`.padEnd(width)}The bank's ${name} port (default: the setting, which is ${usually}; 0 picks a free one).`;
  }).join('\n');
}
