import { type FormEvent, useState } from 'react';
import {
  CROWD_MIXES,
  type CrowdFigures,
  type CrowdMixName,
  type CrowdOptions,
  type CrowdState,
  MAX_CROWD_CLIENTS,
  MAX_CROWD_RATE,
} from '../../src-main/contract/crowd.ts';
import { Button, Field } from '../ui/controls.tsx';
import { useLanguage } from '../ui/language-context.tsx';

const MIX_NAMES = Object.keys(CROWD_MIXES) as CrowdMixName[];

interface CrowdPanelProps {
  readonly state: CrowdState;
  readonly onStart: (options: CrowdOptions) => void;
  readonly onStop: () => void;
}

/** Brings simulated ATMs into the bank, and shows how they fare. */
export function CrowdPanel({ state, onStart, onStop }: CrowdPanelProps) {
  const language = useLanguage();
  const words = language.strings.lobby.crowd;
  const busy = state.state === 'starting' || state.state === 'running' || state.state === 'stopping';
  const [wanted, setWanted] = useState<Wanted>({ clients: '100', rate: '200', mix: 'everyday' });
  const figures = 'figures' in state ? state.figures : state.last;
  return (
    <section className="panel crowd" aria-labelledby="crowd-heading">
      <h2 id="crowd-heading">
        {words.title}
        <span className={`state ${state.state}`} role="status">
          {words.states[state.state]}
        </span>
      </h2>
      {busy ? (
        <Button onPress={onStop} isDisabled={state.state === 'stopping'}>
          {words.stop}
        </Button>
      ) : (
        <CrowdForm wanted={wanted} onWant={setWanted} onStart={onStart} />
      )}
      {state.state === 'failed' ? (
        <p className="trouble" role="alert">
          {language.failure(state)}
        </p>
      ) : null}
      {figures === null ? <p className="hint">{words.hint}</p> : <Figures figures={figures} over={!busy} />}
    </section>
  );
}

/** What stands in the form; it is kept while a crowd is there. */
interface Wanted {
  readonly clients: string;
  readonly rate: string;
  readonly mix: CrowdMixName;
}

interface CrowdFormProps extends Pick<CrowdPanelProps, 'onStart'> {
  readonly wanted: Wanted;
  readonly onWant: (wanted: Wanted) => void;
}

function CrowdForm({ wanted, onWant, onStart }: CrowdFormProps) {
  const { strings } = useLanguage();
  const words = strings.lobby.crowd;
  const { clients, rate, mix } = wanted;

  const start = (event: FormEvent) => {
    event.preventDefault();
    // The fields hold whole numbers within their bounds, or the browser does not submit them.
    onStart({ clients: Number(clients), rate: Number(rate), mix: CROWD_MIXES[mix] });
  };
  return (
    <form onSubmit={start}>
      <Field label={words.clients}>
        <input
          type="number"
          required
          min={1}
          max={MAX_CROWD_CLIENTS}
          value={clients}
          onChange={({ target }) => onWant({ ...wanted, clients: target.value })}
        />
      </Field>
      <Field label={words.rate}>
        <input
          type="number"
          required
          min={1}
          max={MAX_CROWD_RATE}
          value={rate}
          onChange={({ target }) => onWant({ ...wanted, rate: target.value })}
        />
      </Field>
      <Field label={words.mix}>
        <select
          value={mix}
          onChange={({ target }) => onWant({ ...wanted, mix: MIX_NAMES.find((name) => name === target.value) ?? mix })}
        >
          {MIX_NAMES.map((name) => (
            <option key={name} value={name}>
              {words.mixes[name]}
            </option>
          ))}
        </select>
      </Field>
      <Button type="submit" look="primary">
        {words.start}
      </Button>
    </form>
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
            <dt>{words.perSecond}</dt>
            <dd>{language.number(Math.round(figures.perSecond))}</dd>
          </>
        )}
        <dt>{words.operations}</dt>
        <dd>{language.number(figures.operations)}</dd>
        <dt>{words.refusals}</dt>
        <dd>{language.number(figures.refusals)}</dd>
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
