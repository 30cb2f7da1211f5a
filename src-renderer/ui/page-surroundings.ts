import type { TickSurroundings } from './tick.ts';

/** The real surroundings of a page. */
export const pageSurroundings: TickSurroundings = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  onJump(callback) {
    const seen = () => {
      if (document.visibilityState === 'visible') callback();
    };
    document.addEventListener('visibilitychange', seen);
    window.addEventListener('focus', callback);
    window.addEventListener('pageshow', callback);
    return () => {
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('focus', callback);
      window.removeEventListener('pageshow', callback);
    };
  },
};
