import { createHash } from 'node:crypto';
import { LANGUAGES, type LanguageCode } from '../../contract/languages.ts';

/** What somebody sees who comes without this run's secret: why, and the ways in. In every language, one below the other. */
const WORDS: Readonly<Record<LanguageCode, { readonly title: string; readonly why: string; readonly ways: string[] }>> =
  {
    en: {
      title: 'Lobby is running, but this page needs its secret',
      why: 'The secret keeps other programs and web sites out. It is new each time Lobby starts, so an old bookmark no longer works.',
      ways: [
        'Open the whole URL that Lobby printed in its terminal. It ends in <code>?secret=…</code>',
        'Or start Lobby once more: <code>npm start</code>. It opens its windows by itself.',
      ],
    },
    ar: {
      title: 'الردهة تعمل، لكن هذه الصفحة تحتاج إلى رمزها السري',
      why: 'يمنع الرمز السري وصول البرامج والمواقع الأخرى. وهو جديد في كل تشغيل، فلا تصلح الإشارات المرجعية القديمة.',
      ways: [
        'افتح الرابط كاملًا كما طبعته الردهة في سطر الأوامر. ينتهي الرابط بـ <code dir="ltr">?secret=…</code>',
        'أو شغّل الردهة مرة أخرى: <code dir="ltr">npm start</code>، فتُفتح نوافذها تلقائيًا.',
      ],
    },
  };

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 38rem; margin: 12vh auto; padding: 0 1.5rem; }
h1 { font-size: 1.35rem; line-height: 1.3; }
section + section { margin-top: 2.5rem; padding-top: 2rem; border-top: 1px solid; }
code { padding: 0.1em 0.35em; border: 1px solid; border-radius: 0.3em; }
`;

const SECTIONS = Object.entries(WORDS).map(([code, { title, why, ways }]) => {
  const { direction } = LANGUAGES[code as LanguageCode];
  const list = ways.map((way) => `<li>${way}</li>`).join('');
  return `<section lang="${code}" dir="${direction}"><h1>${title}</h1><p>${why}</p><ul>${list}</ul></section>`;
});

export const NO_SECRET_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Lobby</title>
<style>${STYLE}</style></head><body><main>${SECTIONS.join('')}</main></body></html>
`;

/** Lets nothing be loaded, and of styles only its own. */
export const NO_SECRET_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
