import { Component, type ReactNode } from 'react';
import { LanguageContext } from '../language/language-context.tsx';
import { Button } from './controls.tsx';
import { CopyButton } from './copy-button.tsx';
import { WarningIcon } from './icons.tsx';

interface BreakdownState {
  readonly error: Error | null;
}

/** Stands in for a window whose drawing threw: says so, and offers the way on. */
export class Breakdown extends Component<{ readonly children: ReactNode }, BreakdownState> {
  static override contextType = LanguageContext;
  declare context: React.ContextType<typeof LanguageContext>;
  override state: BreakdownState = { error: null };

  static getDerivedStateFromError(thrown: unknown): BreakdownState {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // Without a language, there is no window whose words could be used.
    if (this.context === null) throw error;
    const words = this.context.strings.suite;
    return (
      <main className="breakdown">
        <WarningIcon />
        <div className="words" role="alert">
          <h1>{words.breakdown}</h1>
          <p>{words.breakdownHint}</p>
        </div>
        <p className="code">{error.message}</p>
        <div className="actions">
          <Button look="primary" onPress={() => location.reload()}>
            {words.openAnew}
          </Button>
          <CopyButton text={error.stack ?? error.message} label={words.copyDetails} small={false} />
        </div>
      </main>
    );
  }
}
