import { app, BrowserWindow } from 'electron';

/**
 * Blank windows of the sizes that are asked for, as `--sizes 1100x760,480x800`. The first has a button that opens
 * another one, by a change of its title: no preload, no code of its own in the main process but this.
 */
const argument = (/** @type {string} */ name) => process.argv[process.argv.indexOf(name) + 1] ?? '';
const PAGE = `data:text/html,<title>empty</title><h1>Empty</h1>
<button onclick="document.title = 'open ' + Date.now()">Open</button>`;

/** @param {number} width @param {number} height */
function open(width, height) {
  const window = new BrowserWindow({ width, height, show: false });
  window.once('ready-to-show', () => window.show());
  window.webContents.on('page-title-updated', (_event, title) => {
    if (title.startsWith('open')) open(480, 800);
  });
  void window.loadURL(PAGE);
}

app.setPath('userData', argument('--data'));
app.whenReady().then(() => {
  for (const size of argument('--sizes').split(',')) {
    const [width = 0, height = 0] = size.split('x').map(Number);
    open(width, height);
  }
});
process.on('SIGTERM', () => app.quit());
