import { type ComponentType, StrictMode, useCallback, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { type FailureFields, failureFields } from '../../src-main/contract/failure.ts';
import type { Settings, SettingsPatch } from '../../src-main/contract/settings.ts';
import type { WindowBridge, WindowKind } from '../../src-main/contract/windows.ts';
import './base.css';
import { Banner } from './controls/banner.tsx';
import { Breakdown } from './controls/breakdown.tsx';
import { Button } from './controls/controls.tsx';
import { CopyButton } from './controls/copy-button.tsx';
import { keepFocus } from './controls/keep-focus.ts';
import { LanguageContext } from './language/language-context.tsx';
import { useChosenLanguage } from './language/use-chosen-language.ts';
import { RefusedChange } from './refused-change.ts';

// The page's content policy forbids code made at run time; zod would try it and leave a report each time.
config({ jitless: true });

/** What a window's content is given. */
export interface WindowProps {
  readonly bridge: WindowBridge;
  readonly settings: Settings;
  /**
   * Every window is told once the suite has kept the change; a change that it refuses is told in a banner. Never
   * rejects. @returns whether it was kept
   */
  readonly change: (patch: SettingsPatch) => Promise<boolean>;
  /** False while the suite behind the window does not answer. */
  readonly connected: boolean;
  /** Gives the window a title of its own; null: that of its kind. */
  readonly setTitle: (title: string | null) => void;
}

interface SuiteWindowProps {
  readonly bridge: WindowBridge;
  readonly kind: WindowKind;
  readonly content: ComponentType<WindowProps>;
}

/** Theme, language, direction, title and the lost-connection banner: what every window has. */
function SuiteWindow({ bridge, kind, content: Content }: SuiteWindowProps) {
  const [settings, setSettings] = useState<Settings>();
  const [connected, setConnected] = useState(true);
  const [refused, setRefused] = useState<FailureFields | null>(null);
  const [title, setTitle] = useState<string | null>(null);

  useEffect(() => bridge.onConnection(setConnected), [bridge]);
  useEffect(() => {
    const stop = bridge.on('settings', setSettings);
    if (connected) bridge.call('settings.get', {}).then(setSettings, () => undefined);
    return stop;
  }, [bridge, connected]);

  const change = useCallback(
    async (patch: SettingsPatch) => {
      setRefused(null);
      try {
        setSettings(await bridge.call('settings.change', patch));
        return true;
      } catch (thrown) {
        const failure = failureFields(thrown);
        // That Lobby doesn't answer is said already, and is over when it does.
        if (failure.code !== 'suite_lost') setRefused(failure);
        return false;
      }
    },
    [bridge],
  );
  const language = useChosenLanguage(settings, connected);

  useEffect(() => {
    if (language === undefined) return;
    const root = document.documentElement;
    root.lang = language.code;
    root.dir = language.direction;
    document.title = title ?? language.strings.titles[kind];
  }, [language, kind, title]);
  useEffect(() => {
    if (settings !== undefined && kind !== 'clock') showTheme(settings.theme);
  }, [settings, kind]);

  if (settings === undefined || language === undefined) return null;
  return (
    <LanguageContext value={language}>
      <I18nProvider locale={language.locale}>
        {connected ? null : <Banner tone="warn">{language.strings.suite.connectionLost}</Banner>}
        {refused === null || !connected ? null : (
          <Banner
            tone="bad"
            actions={
              <>
                <CopyButton text={`${refused.code}: ${refused.message}`} label={language.strings.suite.copyDetails} />
                <Button small onPress={() => setRefused(null)}>
                  {language.strings.suite.close}
                </Button>
              </>
            }
          >
            {language.failure(refused)}
          </Banner>
        )}
        {/* What is shown is as old as the connection; only the clock needs nobody. */}
        <div className="window-content" inert={!connected && kind !== 'clock'}>
          <Breakdown>
            <RefusedChange value={refused}>
              <Content bridge={bridge} settings={settings} change={change} connected={connected} setTitle={setTitle} />
            </RefusedChange>
          </Breakdown>
        </div>
      </I18nProvider>
    </LanguageContext>
  );
}

function showTheme(theme: Settings['theme']): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}

/** Draws a window into the page. Called once, by the window's entry. */
export function startWindow(bridge: WindowBridge, kind: WindowKind, content: ComponentType<WindowProps>): void {
  const root = document.getElementById('window');
  if (root === null) throw new Error('the page has no element for the window');
  keepFocus(document);
  createRoot(root).render(
    <StrictMode>
      <SuiteWindow bridge={bridge} kind={kind} content={content} />
    </StrictMode>,
  );
}
