import { useState } from 'react';
import type { CrowdFigures, CrowdOptions, CrowdState } from '../../../src-main/contract/crowd.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { CopyButton } from '../../ui/controls/copy-button.tsx';
import { WarningIcon } from '../../ui/controls/icons.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { Fold } from '../fold.tsx';
import { CrowdForm, USUAL_CROWD, type WantedCrowd } from './crowd-form.tsx';

interface CrowdPanelProps {
  readonly state: CrowdState;
  readonly onStart: (options: CrowdOptions) => void;
  readonly onStop: () => void;
}

/** Starts and stops the crowd of simulated ATMs, and shows its figures. */
export function CrowdPanel({ state, onStart, onStop }: CrowdPanelProps) {
  const { strings } = useLanguage();
  const words = strings.lobby.crowd;
  // Kept here, as the form goes while a crowd is there.
  const [wanted, setWanted] = useState<WantedCrowd>(USUAL_CROWD);
  const busy = state.state === 'starting' || state.state === 'running' || state.state === 'stopping';
  const figures = busy ? state.figures : state.last;
  const stop = (small: boolean) => (
    <Button small={small} onPress={onStop} isDisabled={state.state === 'stopping'}>
      {words.stop}
    </Button>
  );
  return (
    <Fold
      name="crowd"
      title={words.title}
      state={{ kind: state.state, words: words.states[state.state], live: true }}
      action={busy ? stop(true) : null}
      alert={state.state === 'failed' ? <Trouble failure={state} /> : null}
    >
      {busy ? stop(false) : <CrowdForm wanted={wanted} onWant={setWanted} onStart={onStart} />}
      {figures === null ? <p className="hint">{words.hint}</p> : <Figures figures={figures} over={!busy} />}
    </Fold>
  );
}

/** Why there is no crowd any more, and what to do; the form to start another one stays below it. */
function Trouble({ failure }: { readonly failure: Extract<CrowdState, { state: 'failed' }> }) {
  const language = useLanguage();
  return (
    <div className="failure">
      <WarningIcon />
      <p role="alert">{language.failure(failure)}</p>
      <CopyButton text={`${failure.code}: ${failure.message}`} label={language.strings.suite.copyDetails} />
    </div>
  );
}

function Figures({ figures, over }: { readonly figures: CrowdFigures; readonly over: boolean }) {
  const language = useLanguage();
  const words = language.strings.lobby.crowd;
  const { latency } = figures;
  return (
    <>
      {over ? <h3>{words.last}</h3> : null}
      <dl className="facts figures">
        {over ? null : (
          <>
            <dt>{words.connected}</dt>
            <dd>{language.number(figures.connected)}</dd>
          </>
        )}
        {/* While it is there, the board counts what all clients do: its own counts beside them would be others. */}
        {over ? (
          <>
            <dt>{words.operations}</dt>
            <dd>{language.number(figures.operations)}</dd>
            <dt>{words.refusals}</dt>
            <dd>{language.number(figures.refusals)}</dd>
          </>
        ) : null}
        <dt>{words.errors}</dt>
        <dd>{language.number(figures.errors)}</dd>
        {latency === null ? null : (
          <>
            <dt>{words.latency}</dt>
            <dd>{words.milliseconds(language.number(latency.p50, 1), language.number(latency.p99, 1))}</dd>
          </>
        )}
      </dl>
    </>
  );
}
