// Runs before anything is drawn, so that a window opens in the chosen theme without a flash of the other one.
// The choice itself lives in the suite's settings; this is only what was last seen of it.
(() => {
  const root = document.documentElement;
  try {
    // The browser shell has another port, and with it another storage, at each run: cookies outlive that.
    const theme = localStorage.getItem('lobby.theme') ?? /lobby-theme=(\w+)/.exec(document.cookie)?.[1];
    if (!root.dataset.theme && (theme === 'light' || theme === 'dark')) root.dataset.theme = theme;
  } catch {
    // No storage here: the system's theme it is.
  }
})();
