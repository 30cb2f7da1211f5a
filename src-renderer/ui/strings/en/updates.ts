/** Newer versions of Lobby. Versions, hosts and commands stand as they are. */
export const updates = {
  setting: 'Tell me about new versions',
  settingHint: (host: string) =>
    `Asks ${host} once a day for the newest version. That server learns this computer’s IP address, and nothing else is sent.`,
  states: {
    asking: 'Asking for the newest version…',
    current: 'This is the newest version.',
    failed: 'The newest version could not be found out. Lobby asks again in a day.',
  },
  newer: (version: string) => `Version ${version} is available.`,
  news: (version: string, running: string) => `Lobby ${version} is available; this is ${running}.`,
  command: 'Download its .deb from its page, then run this in the folder where it is:',
  copyCommand: 'Copy the command',
  openPage: 'Open its page',
  update: 'Update now',
  downloading: (version: string) => `Downloading Lobby ${version}…`,
  cancel: 'Cancel',
  ready: (version: string) =>
    `Lobby ${version} is downloaded. The restart closes the bank in order: open sessions are told and end.`,
  restart: 'Restart to finish',
};
