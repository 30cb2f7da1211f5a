/**
 * A desktop entry, as Linux desktops read it from `applications` and `autostart` folders (freedesktop.org's Desktop
 * Entry Specification 1.5).
 * @param {{ command: readonly string[], icon: string, comment: string, actions?: readonly { id: string, name: string, command: readonly string[] }[], links?: string }} entry
 *   command: program and arguments, taken as they stand; links: scheme of the links that it opens, given as the last
 *   argument; actions: what the menu of its icon offers
 * @returns {string} the file's text
 */
export function desktopEntry({ command, icon, comment, actions = [], links }) {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Lobby',
    `Comment=${escaped(comment)}`,
    `Exec=${commandLine(command)}${links === undefined ? '' : ' %u'}`,
    `Icon=${escaped(icon)}`,
    'Terminal=false',
    'Categories=Education;Office;',
    ...(links === undefined ? [] : [`MimeType=x-scheme-handler/${links};`]),
    ...(actions.length === 0 ? [] : [`Actions=${actions.map(({ id }) => `${id};`).join('')}`]),
    ...actions.flatMap(({ id, name, command: line }) => [
      '',
      `[Desktop Action ${id}]`,
      `Name=${escaped(name)}`,
      `Exec=${commandLine(line)}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** @param {readonly string[]} command */
function commandLine(command) {
  return command.map((word) => escaped(quoted(word))).join(' ');
}

/** Quotes an argument as the key Exec wants it; `%` begins a field code. @param {string} word */
function quoted(word) {
  const plain = word.replaceAll('%', '%%');
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `"${plain.replace(/["`$\\]/g, '\\$&')}"`;
}

/** Escapes a value of any key of type string. @param {string} text */
function escaped(text) {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}
