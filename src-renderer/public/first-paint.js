// Runs before anything is drawn, so that a window opens in the chosen theme without a flash of the other one. The
// browser shell says the theme in a cookie with each page; in Electron the system's theme is the chosen one.
(() => {
  const root = document.documentElement;
  const theme = /(?:^|; )lobby-theme=(light|dark)(?:;|$)/.exec(document.cookie)?.[1];
  // The clock has a theme of its own.
  if (theme === undefined || root.dataset.theme) return;
  root.dataset.theme = theme;
  // Until the style sheet is there, this alone decides whether the page is white.
  document.querySelector('meta[name=color-scheme]')?.setAttribute('content', theme);
})();
