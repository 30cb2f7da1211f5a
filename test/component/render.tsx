import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { renderToStaticMarkup } from 'react-dom/server';
import type { LanguageCode } from '../../src-main/contract/languages.ts';
import { LanguageContext } from '../../src-renderer/ui/language/language-context.tsx';
import { languageOf } from '../language.ts';

/** Draws a component with plain props, as a window in that language would. */
export function markup(content: ReactNode, code: LanguageCode = 'en'): string {
  const language = languageOf(code, 'own');
  return renderToStaticMarkup(
    <LanguageContext value={language}>
      <I18nProvider locale={language.locale}>{content}</I18nProvider>
    </LanguageContext>,
  );
}

/** What stands in the markup for people to read, and what screen readers are told beside it. */
export function words(html: string): string {
  const labels = [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label);
  return [html.replaceAll(/<style[\s\S]*?<\/style>/g, '').replaceAll(/<[^>]*>/g, ' '), ...labels]
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}
